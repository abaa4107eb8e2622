import { formatDate, formatDistance } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { CardView, DiscountView, PlanTerms } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';

/** `$49.00 a month`, `Free`; per seat with the seats: `$177.00 a month for 3 people`. The amount is for all of them. */
export const termsWords = ({ amountMinor, currency, interval, quantity }: Pick<PlanTerms, 'amountMinor' | 'currency' | 'interval' | 'quantity'>): string => {
  if (interval === null) return 'No charge';
  const people = quantity > 1 ? ` for ${quantity} people` : '';
  return `${formatMoney(amountMinor, currency, 'en')} a ${interval}${people}`;
};

/** The plan that is paid for or cancelled, whatever plan's limits hold meanwhile. */
export const boughtPlan = ({ subscribed, plan }: SubscriptionView): SubscriptionView['plan'] => subscribed ?? plan;

/** What the plan costs before discounts. */
export const priceWords = ({ amountMinor, currency, interval, quantity }: SubscriptionView): string =>
  amountMinor === null || currency === null ? 'No charge' : termsWords({ amountMinor, currency, interval, quantity: quantity ?? 1 });

/** The same, and whose limits hold where they are another plan's. */
export const planWords = (subscription: SubscriptionView): string => {
  const { plan } = subscription;
  return `${priceWords(subscription)}${boughtPlan(subscription).id === plan.id ? '' : `. The limits of ${plan.name} hold for now.`}`;
};

/** `20 % off until 21 Feb 2027`. */
export const discountWords = ({ name, percentOff, amountOffMinor, endsAt }: DiscountView, currency: string): string => {
  const off = percentOff !== null ? `${percentOff} % off` : amountOffMinor !== null ? `${formatMoney(amountOffMinor, currency, 'en')} off` : name;
  return endsAt ? `${off} until ${formatDate(endsAt)}` : off;
};

/** `12/2034`; null for what does not end. */
export const expiryWords = ({ expMonth, expYear }: CardView): string | null => (expYear === 0 ? null : `${String(expMonth).padStart(2, '0')}/${expYear}`);

/** What happens next, and when. */
export const nextWords = (subscription: SubscriptionView, now: string): string => {
  const { status, interval, cancelAt, trialEnd, period, scheduled, overdue, access, card } = subscription;
  const when = (at: string) => `${formatDate(at)}, ${formatDistance(at, now)}`;
  if (status === 'paused') return 'Paused. Nothing is billed until you go on.';
  if (access === 'limited') return 'On hold until the open invoice is paid.';
  if (cancelAt) return `Ends ${when(cancelAt)}. Until then nothing changes.`;
  if (status === 'trialing' && trialEnd) return `Trial until ${when(trialEnd)}. ${card ? 'The first payment is then.' : 'Add a card to keep the plan after it.'}`;
  if (overdue) return `The last payment failed. You keep the plan until ${when(overdue.graceEndsAt)}.`;
  if (status === 'past_due') return 'The last payment failed. The card is tried again over the next days.';
  if (scheduled) return `Changes to ${scheduled.to.plan.name} ${when(scheduled.at)}.`;
  if (interval === null) return `${status === null ? '' : 'The paid subscription has ended. '}This period ends ${when(period.end)}.`;
  return `Renews ${when(period.end)}.`;
};
