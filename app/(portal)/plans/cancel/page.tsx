import type { Metadata } from 'next';
import { CancelBoard } from '@/components/billing/cancel-board';
import { NotYourRole } from '@/components/billing/not-your-role';
import { getMe } from '@/lib/services/identity/get-me';
import { listPlans } from '@/lib/services/plans/list-plans';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Cancel plan' };

const CancelPage = async () => {
  const ctx = await memberPage();
  const [view, me, subscription] = await Promise.all([listPlans(ctx, {}), getMe(ctx, {}), getCurrentSubscription(ctx, {})]);
  if (me.role === 'member') return <NotYourRole title="Cancel the plan" />;
  return <CancelBoard initial={subscription} plans={view.plans} />;
};

export default CancelPage;
