import type { Metadata } from 'next';
import { CreditsBoard } from '@/components/billing/credits/credits-board';
import { getCredits } from '@/lib/services/credits/get-credits';
import { getMe } from '@/lib/services/identity/get-me';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Credits' };

const CreditsPage = async () => {
  const ctx = await memberPage();
  const [credits, me] = await Promise.all([getCredits(ctx, {}), getMe(ctx, {})]);
  return <CreditsBoard initial={credits} mayBuy={me.role !== 'member'} />;
};

export default CreditsPage;
