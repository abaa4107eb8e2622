import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ChangeBoard } from '@/components/billing/change-board';
import { NotYourRole } from '@/components/billing/not-your-role';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView, SubscriptionView } from '@/lib/domain/views/plan-view';
import { getMe } from '@/lib/services/identity/get-me';
import { listPlans } from '@/lib/services/plans/list-plans';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Change plan' };

type Query = Record<string, string | string[] | undefined>;

const ChangePage = async ({ searchParams }: { searchParams: Promise<Query> }) => {
  const ctx = await memberPage();
  const [query, view, me, subscription] = await Promise.all([searchParams, listPlans(ctx, {}), getMe(ctx, {}), getCurrentSubscription(ctx, {})]);
  const plan = view.plans.find(({ id }) => id === query['plan']);
  if (!plan || plan.isCustom || plan.isFree) notFound();
  if (me.role === 'member') return <NotYourRole title={`Change to ${plan.name}`} />;
  const { interval, quantity } = asked(plan, query, subscription);
  const current = view.plans.find(({ isCurrent }) => isCurrent);
  return <ChangeBoard key={plan.id} plan={plan} current={current} subscription={subscription} interval={interval} quantity={quantity} />;
};

/** What the address asks for, where the plan is sold so; else what is nearest to what they have. */
const asked = (plan: PlanView, query: Query, { interval: billed, quantity: seats, members }: SubscriptionView): { interval: PriceInterval; quantity: number | null } => {
  const sold = plan.prices.map((price) => price.interval);
  const interval = [query['interval'], billed].map((wish) => sold.find((one) => one === wish)).find(Boolean) ?? sold[0] ?? 'month';
  if (!plan.isPerSeat) return { interval, quantity: null };
  const wished = Number(query['quantity']);
  const fitting = Number.isSafeInteger(wished) && wished > 0 ? wished : Math.max(members, plan.isCurrent ? (seats ?? 1) : 1);
  return { interval, quantity: Math.min(fitting, plan.seats ?? fitting) };
};

export default ChangePage;
