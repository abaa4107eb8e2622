import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PurchaseProgress } from '@/components/billing/credits/purchase-progress';
import { orNotFound } from '@/app/(portal)/or-not-found';
import { localize } from '@/lib/domain/locale';
import { getCreditPurchase } from '@/lib/services/credits/get-credit-purchase';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Purchase' };

const CreditsReturnPage = async ({ searchParams }: { searchParams: Promise<{ session_id?: string | string[] }> }) => {
  const ctx = await memberPage();
  const { session_id: sessionId } = await searchParams;
  if (typeof sessionId !== 'string' || sessionId === '' || sessionId.length > 200) notFound();
  const purchase = await orNotFound(getCreditPurchase(ctx, { sessionId }));
  const unit = ctx.catalog.meters[purchase.meter]?.unit;
  const nouns = unit ? { one: localize(unit.one, ctx.locale), many: localize(unit.many, ctx.locale) } : { one: purchase.meter, many: purchase.meter };
  return <div className="mx-auto max-w-[640px]"><PurchaseProgress initial={purchase} unit={nouns} /></div>;
};

export default CreditsReturnPage;
