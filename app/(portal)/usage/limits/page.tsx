import type { Metadata } from 'next';
import { LimitsBoard } from '@/components/limits/limits-board';
import { getMe } from '@/lib/services/identity/get-me';
import { listOwnLimits } from '@/lib/services/own-limits/list-own-limits';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Your limits' };

const LimitsPage = async () => {
  const ctx = await memberPage();
  const [limits, me] = await Promise.all([listOwnLimits(ctx, {}), getMe(ctx, {})]);
  return <LimitsBoard initial={limits} mayEdit={me.role === 'owner' || me.role === 'admin'} />;
};

export default LimitsPage;
