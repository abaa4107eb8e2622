import { rankOf, type Catalog, type PriceInterval } from './catalog';
import type { ChangeKind } from './views/billing-view';

/** What is paid for. `amountMinor` is for one interval: price times quantity, before discounts. */
export type Chosen = { plan: string; interval: PriceInterval; quantity: number; amountMinor: number };

const perYear = ({ amountMinor, interval }: Chosen): number => (interval === 'year' ? amountMinor : amountMinor * 12);

/** Whether another plan is a step up. By rank; by what a year costs where a plan has left the catalogue. */
const isStepUp = (catalog: Catalog, from: Chosen, to: Chosen): boolean => {
  const [before, after] = [rankOf(catalog, from.plan), rankOf(catalog, to.plan)];
  return before >= 0 && after >= 0 ? after > before : perYear(to) >= perYear(from);
};

/** What a change is called. The plan decides first, then the interval, then the seats. */
export const kindOfChange = (catalog: Catalog, from: Chosen, to: Chosen): Exclude<ChangeKind, 'first'> => {
  if (from.plan !== to.plan) return isStepUp(catalog, from, to) ? 'upgrade' : 'downgrade';
  if (from.interval !== to.interval) return 'switch';
  if (from.quantity === to.quantity) return 'none';
  return to.quantity > from.quantity ? 'seats_up' : 'seats_down';
};

/**
 * When it takes effect. What is paid for is kept until the period's end, so less comes then; a trial has paid for nothing, so
 * everything is at once.
 */
export const momentOfChange = (kind: ChangeKind, isTrialing: boolean): 'now' | 'period_end' =>
  !isTrialing && (kind === 'downgrade' || kind === 'seats_down') ? 'period_end' : 'now';

/** Whether a trial ends with a change: only who goes to a plan that is sold without one has to pay at once. */
export const isTrialOver = (from: Pick<Chosen, 'plan'>, to: Pick<Chosen, 'plan'>, { trialDays }: { trialDays?: number }): boolean => from.plan !== to.plan && trialDays === undefined;

/** Whether a change starts a new period: another interval does, but not in a trial, whose end is the anchor. */
export const resetsPeriod = (from: Chosen, to: Chosen, isTrialing: boolean): boolean => from.interval !== to.interval && !isTrialing;
