import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CheckoutProgress } from '@/components/billing/checkout-progress';
import { orNotFound } from '@/app/(portal)/or-not-found';
import { getCheckout } from '@/lib/services/subscriptions/get-checkout';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Purchase' };

const CheckoutReturnPage = async ({ searchParams }: { searchParams: Promise<{ session_id?: string | string[] }> }) => {
  const ctx = await memberPage();
  const { session_id: sessionId } = await searchParams;
  if (typeof sessionId !== 'string' || sessionId === '' || sessionId.length > 200) notFound();
  const checkout = await orNotFound(getCheckout(ctx, { sessionId }));
  return <div className="mx-auto max-w-[640px]"><CheckoutProgress sessionId={sessionId} initial={checkout} /></div>;
};

export default CheckoutReturnPage;
