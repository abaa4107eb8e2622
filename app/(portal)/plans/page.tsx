import type { Metadata } from 'next';
import { PlansBoard } from '@/components/billing/plans-board';
import { SubscriptionCard } from '@/components/billing/subscription-card';
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
  const mayBuy = me.role !== 'member';
  return (
    <>
      <PageHeader title="Plans" description="What you have, and what you gain and lose with each other plan." />
      <SubscriptionCard initial={subscription} now={ctx.now.toISOString()} mayBuy={mayBuy} />
      <PlansBoard view={{ ...view, plans }} initial={subscription} mayBuy={mayBuy} />
    </>
  );
};

export default PlansPage;
