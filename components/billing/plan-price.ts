import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView, PriceView } from '@/lib/domain/views/plan-view';

/** The plan's price for this interval, or its only one where there is no such price. */
export const priceFor = (plan: PlanView, interval: PriceInterval): PriceView | null =>
  plan.prices.find((price) => price.interval === interval) ?? plan.prices[0] ?? null;

/** `saves $38.00 a year (17 %)`; null where it saves nothing. */
export const yearlySavingWords = ({ yearlySaving, isPerSeat }: PlanView): string | null =>
  yearlySaving && `saves ${yearlySaving.formatted} a year${isPerSeat ? ' per person' : ''} (${yearlySaving.percent} %)`;

/** `$59.00 a month per person`. */
export const unitWords = (plan: PlanView, interval: PriceInterval): string => `a ${interval}${plan.isPerSeat ? ' per person' : ''}`;

/** Whether any plan is sold by the month and by the year. */
export const hasBothIntervals = (plans: PlanView[]): boolean => plans.some((plan) => !plan.isFree && new Set(plan.prices.map((price) => price.interval)).size > 1);

/** What the button says: what happens (`what`), and what it costs. */
export const actionWords = (plan: PlanView, interval: PriceInterval): { what: string; cost: string | null } => {
  const price = priceFor(plan, interval);
  const paid = price && !plan.isFree ? `${price.formatted} ${unitWords(plan, price.interval)}` : null;
  const cost = paid && plan.trialDays ? `${plan.trialDays} days free, then ${paid}` : paid;
  switch (plan.change) {
    case 'upgrade':
      return { what: `Upgrade to ${plan.name}`, cost };
    case 'downgrade':
      return { what: `Downgrade to ${plan.name}`, cost };
    case 'switch':
      return { what: `Change to ${plan.name}`, cost };
    case null:
      return plan.isFree ? { what: 'Start free', cost: null } : { what: `Choose ${plan.name}`, cost };
  }
};
