import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView, SubscriptionView } from '@/lib/domain/views/plan-view';
import { actionWords, priceFor } from './plan-price';
import { changeHref } from './change-address';

/** What the button under a plan does. `buy` goes to the payment page at once; all else is looked at first. */
export type PlanAction =
  | { kind: 'said'; what: string }
  | { kind: 'buy'; what: string; cost: string | null; interval: PriceInterval }
  | { kind: 'link'; what: string; cost: string | null; href: string; isNext: boolean }
  | { kind: 'undo'; what: string; cost: string | null }
  | { kind: 'keep'; what: string; cost: string | null };

type Situation = { interval: PriceInterval; subscription: SubscriptionView; hasSubscription: boolean; mayBuy: boolean };

/** The one thing to do with a plan, from where the workspace stands. */
export const planAction = (plan: PlanView, situation: Situation): PlanAction => {
  const { subscription, hasSubscription, mayBuy } = situation;
  if (plan.isCustom) return plan.isCurrent ? { kind: 'said', what: 'You are on this plan' } : { kind: 'said', what: 'Sold by agreement, not online' };
  if (!mayBuy) return { kind: 'said', what: plan.isCurrent ? 'You are on this plan' : 'Not for your role' };
  if (plan.isCurrent && !(hasSubscription && plan.isFree)) return hasSubscription ? onCurrent(plan, situation) : { kind: 'said', what: 'You are on this plan' };
  if (isScheduled(plan, subscription, situation.interval)) return { kind: 'undo', what: 'Undo this change', cost: null };
  if (subscription.status === 'paused' && !plan.isFree) return whilePaused(plan, subscription);
  if (hasSubscription && subscription.subscribed?.id === plan.id) return onBought(plan, situation);
  if (plan.isFree) return onFree(plan, subscription, hasSubscription);
  return hasSubscription ? onOther(plan, situation) : onFirst(plan, situation);
};

const isScheduled = (plan: PlanView, { scheduled }: SubscriptionView, interval: PriceInterval): boolean =>
  scheduled?.to.plan.id === plan.id && (scheduled.to.interval ?? interval) === interval;

const onCurrent = (plan: PlanView, { interval, subscription }: Situation, said = 'You are on this plan'): PlanAction => {
  if (subscription.cancelAt) return { kind: 'keep', what: `Keep ${plan.name}`, cost: null };
  const price = priceFor(plan, interval);
  if (isScheduled(plan, subscription, interval)) return { kind: 'undo', what: 'Undo this change', cost: null };
  if (price && subscription.interval !== null && price.interval !== subscription.interval) {
    const what = price.interval === 'year' ? 'Switch to yearly' : 'Switch to monthly';
    return { kind: 'link', what, cost: actionWords(plan, interval).cost, href: changeHref(plan.id, price.interval, subscription.quantity), isNext: false };
  }
  if (plan.isPerSeat && subscription.interval) return { kind: 'link', what: 'Change seats', cost: null, href: changeHref(plan.id, subscription.interval, subscription.quantity), isNext: false };
  return { kind: 'said', what: said };
};

/** The plan that was bought while another one's limits hold: a payment is owed, or an operator made an exception. */
const onBought = (plan: PlanView, situation: Situation): PlanAction => {
  const { access } = situation.subscription;
  if (access === 'none') return { kind: 'said', what: 'Waits for its first payment' };
  return access === 'limited' ? { kind: 'said', what: 'On hold until its invoice is paid' } : onCurrent(plan, situation, 'You have bought this plan');
};

/** What is paid for while a plan is paused could not be used. */
const whilePaused = (plan: PlanView, { subscribed }: SubscriptionView): PlanAction =>
  ({ kind: 'said', what: subscribed?.id === plan.id || !subscribed ? 'You have paused this plan' : `Go on with ${subscribed.name} first` });

/** Going back to the plan that costs nothing is the end of the subscription. */
const onFree = (plan: PlanView, { cancelAt }: SubscriptionView, hasSubscription: boolean): PlanAction => {
  if (!hasSubscription) return { kind: 'said', what: 'No purchase needed' };
  if (cancelAt) return { kind: 'said', what: 'Follows when your plan ends' };
  return { kind: 'link', what: `Downgrade to ${plan.name}`, cost: 'ends the subscription', href: '/plans/cancel', isNext: false };
};

const onOther = (plan: PlanView, { interval }: Situation): PlanAction => {
  const chosen = priceFor(plan, interval)?.interval ?? interval;
  const href = changeHref(plan.id, chosen, null);
  return { kind: 'link', ...actionWords({ ...plan, trialDays: null }, chosen), href, isNext: plan.change === 'upgrade' };
};

const onFirst = (plan: PlanView, { interval }: Situation): PlanAction => {
  const chosen = priceFor(plan, interval)?.interval ?? interval;
  const words = actionWords(plan, chosen);
  return plan.isPerSeat ? { kind: 'link', ...words, href: changeHref(plan.id, chosen, null), isNext: true } : { kind: 'buy', ...words, interval: chosen };
};
