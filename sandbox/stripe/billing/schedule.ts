import { itemsAsPhase, type Phase, type Schedule } from '@/sandbox/stripe/resources/render-schedule';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { changeSubscription } from './change-subscription';
import { setDiscounts, type WantedDiscount } from './discounts';
import type { ItemChange, ProrationBehavior } from './plan-change';

/** The phase that holds this instant. */
export const phaseAt = (phases: readonly Phase[], at: number): Phase | undefined => phases.find((phase) => phase.start_date <= at && at < phase.end_date);

/** How the subscription's items become the phase's: same prices stay, the others are exchanged in order, what is left over goes. */
function itemChanges({ items }: Subscription, phase: Phase): ItemChange[] {
  const free = [...items.data];
  const take = (index: number): string | undefined => (index < 0 ? undefined : free.splice(index, 1)[0]?.id);
  const same = phase.items.map((item) => take(free.findIndex((one) => one.price.id === item.price)));
  const changes = phase.items.map((item, index): ItemChange => ({ id: same[index] ?? take(0), price: item.price, quantity: item.quantity ?? 1 }));
  return [...changes, ...free.map(({ id }): ItemChange => ({ id, deleted: true }))];
}

const isSame = ({ items }: Subscription, phase: Phase): boolean =>
  items.data.length === phase.items.length &&
  phase.items.every((item) => items.data.some((one) => one.price.id === item.price && (one.quantity ?? 1) === (item.quantity ?? 1)));

const wantedDiscounts = (phase: Phase): WantedDiscount[] =>
  phase.discounts.map(({ coupon, discount, promotion_code: code }) =>
    discount ? { discount } : code ? { promotion_code: code } : { coupon: coupon ?? undefined },
  );

const isSameDiscounts = ({ discounts }: Subscription, phase: Phase): boolean =>
  discounts.length === phase.discounts.length && phase.discounts.every(({ discount }) => discount !== null && discounts.includes(discount));

/** Makes the subscription what the phase says. */
export function enterPhase(sandbox: Sandbox, before: Subscription, phase: Phase, proration: ProrationBehavior, isStart: boolean): Subscription {
  const fields: Partial<Subscription> = {};
  if (phase.metadata && Object.keys(phase.metadata).length > 0) fields.metadata = { ...before.metadata, ...phase.metadata };
  if (!isSameDiscounts(before, phase)) fields.discounts = setDiscounts(sandbox, before, wantedDiscounts(phase).filter((one) => !one.discount || before.discounts.includes(one.discount)));
  const card = isStart ? sandbox.store.get('subscription_schedule', before.schedule ?? '')?.default_settings.default_payment_method : null;
  if (card && sandbox.store.get('payment_method', card)?.customer === before.customer) fields.default_payment_method = card;
  const anchor = isStart && phase.billing_cycle_anchor === 'phase_start' ? ('now' as const) : undefined;
  const items = isSame(before, phase) ? undefined : itemChanges(before, phase);
  return changeSubscription(sandbox, before, { items, proration, anchor, fields }, { behavior: 'allow_incomplete', offSession: true });
}

export function releaseSchedule({ store, clock }: Sandbox, schedule: Schedule): Schedule {
  const released = store.transition('subscription_schedule', {
    ...schedule, status: 'released', released_at: clock.now(), released_subscription: schedule.subscription, subscription: null, current_phase: null,
  }, ['subscription_schedule.released'], 'only-also');
  const subscription = schedule.subscription ? store.get('subscription', schedule.subscription) : undefined;
  if (subscription) store.transition('subscription', { ...subscription, schedule: null });
  return released;
}

/** The end of the current phase: the next one begins, before the renewal of the same instant; after the last one the schedule lets go. */
export function advanceSchedule(sandbox: Sandbox, id: string): void {
  const { store, clock } = sandbox;
  const schedule = store.get('subscription_schedule', id);
  const subscription = store.get('subscription', schedule?.subscription ?? '');
  if (!schedule || !subscription) return;
  const next = phaseAt(schedule.phases, clock.now());
  if (!next) {
    releaseSchedule(sandbox, schedule);
    return;
  }
  store.transition('subscription_schedule', { ...schedule, current_phase: { start_date: next.start_date, end_date: next.end_date } });
  enterPhase(sandbox, subscription, next, next.proration_behavior, true);
}

/** A change made on the subscription itself is a change of the current phase. */
export function followSubscription({ store, clock }: Sandbox, subscription: Subscription): void {
  const schedule = subscription.schedule ? store.get('subscription_schedule', subscription.schedule) : undefined;
  const current = schedule ? phaseAt(schedule.phases, clock.now()) : undefined;
  if (!schedule || !current || isSame(subscription, current)) return;
  const phases = schedule.phases.map((phase) => (phase === current ? { ...phase, items: itemsAsPhase(subscription.items.data) } : phase));
  store.transition('subscription_schedule', { ...schedule, phases });
}
