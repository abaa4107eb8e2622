import { formatMoney } from '@/lib/domain/money';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView, PriceView } from '@/lib/domain/views/plan-view';

/** The plan's price for this interval, or its only one where there is no such price. */
export const priceFor = (plan: PlanView, interval: PriceInterval): PriceView | null =>
  plan.prices.find((price) => price.interval === interval) ?? plan.prices[0] ?? null;

/** What a year saves against twelve months, in minor units; 0 where a year is not sold or saves nothing. */
export const yearlySavingMinor = (plan: PlanView): number => {
  const month = plan.prices.find((price) => price.interval === 'month');
  const year = plan.prices.find((price) => price.interval === 'year');
  return month && year ? Math.max(0, month.amountMinor * 12 - year.amountMinor) : 0;
};

/** `saves $38.00 a year`; null where it saves nothing. */
export const yearlySavingWords = (plan: PlanView): string | null => {
  const saving = yearlySavingMinor(plan);
  const currency = plan.prices[0]?.currency;
  return saving > 0 && currency ? `saves ${formatMoney(saving, currency, 'en')} a year` : null;
};

/** Whether any plan is sold by the month and by the year. */
export const hasBothIntervals = (plans: PlanView[]): boolean => plans.some((plan) => !plan.isFree && new Set(plan.prices.map((price) => price.interval)).size > 1);

/** What the button says: what happens (`what`), and what it costs. */
export const actionWords = (plan: PlanView, interval: PriceInterval): { what: string; cost: string | null } => {
  const price = priceFor(plan, interval);
  const paid = price && !plan.isFree ? `${price.formatted} a ${price.interval}` : null;
  const cost = paid && plan.trialDays ? `${plan.trialDays} days free, then ${paid}` : paid;
  switch (plan.change) {
    case 'upgrade':
      return { what: `Upgrade to ${plan.name}`, cost };
    case 'downgrade':
    case 'switch':
      return { what: `Change to ${plan.name}`, cost };
    case null:
      return plan.isFree ? { what: 'Start free', cost: null } : { what: `Choose ${plan.name}`, cost };
  }
};
