import type { Metadata } from 'next';
import { PlansBoard } from '@/components/billing/plans-board';
import { PageHeader } from '@/components/shell/page-header';
import { getMe } from '@/lib/services/identity/get-me';
import { listPlans } from '@/lib/services/plans/list-plans';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Plans' };

const PlansPage = async () => {
  const ctx = await memberPage();
  const [view, me, subscription] = await Promise.all([listPlans(ctx, {}), getMe(ctx, {}), getCurrentSubscription(ctx, {})]);
  const plans = subscription.status === null ? view.plans : view.plans.map((plan) => ({ ...plan, trialDays: null }));
  return (
    <>
      <PageHeader title="Plans" description="What you gain and lose against the plan you have." />
      <PlansBoard view={{ ...view, plans }} mayBuy={me.role !== 'member'} />
    </>
  );
};

export default PlansPage;
