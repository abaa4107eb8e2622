import { formatDate, formatDistance } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';

/** What the plan costs: `$49.00 a month`, `Free`. */
export const priceWords = ({ amountMinor, currency, interval }: SubscriptionView): string =>
  amountMinor === null || currency === null || interval === null ? 'No charge' : `${formatMoney(amountMinor, currency, 'en')} a ${interval}`;

/** What happens next, and when. */
export const nextWords = (subscription: SubscriptionView, now: string): string => {
  const { status, interval, cancelAt, trialEnd, period } = subscription;
  const when = (at: string) => `${formatDate(at)}, ${formatDistance(at, now)}`;
  if (cancelAt) return `Ends ${when(cancelAt)}. Until then nothing changes.`;
  if (status === 'trialing' && trialEnd) return `Trial until ${when(trialEnd)}. The first payment is then.`;
  if (status === 'past_due') return 'The last payment failed. The card is tried again over the next days.';
  if (interval === null) return `${status === null ? '' : 'The paid subscription has ended. '}This period ends ${when(period.end)}.`;
  return `Renews ${when(period.end)}.`;
};
