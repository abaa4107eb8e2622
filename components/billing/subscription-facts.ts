import { formatDate, formatDistance } from '@/components/ui/format-time';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { spokenCardName } from './cards/card-words';
import { discountWords, expiryWords } from './subscription-words';

export type Fact = { name: string; value: string; note: string | null };

/** What there is to know about a subscription, in the order in which people ask. */
export const subscriptionFacts = (subscription: SubscriptionView, now: string): Fact[] =>
  [next, seats, discount, card].flatMap((fact) => fact(subscription, now) ?? []);

type FactOf = (subscription: SubscriptionView, now: string) => Fact | null;

const dated = (name: string, at: string, now: string): Fact => ({ name, value: formatDate(at), note: formatDistance(at, now) });

const next: FactOf = ({ status, access, interval, cancelAt, trialEnd, period, pausedAt, overdue }, now) => {
  if (status === 'paused') return pausedAt ? dated('Paused since', pausedAt, now) : { name: 'Paused', value: 'Nothing is billed', note: null };
  if (access === 'limited') return { name: 'On hold', value: 'A payment failed', note: 'Back at once when it is paid' };
  if (cancelAt) return dated('Ends', cancelAt, now);
  if (status === 'trialing' && trialEnd) return dated('Trial until', trialEnd, now);
  if (overdue) return dated('Kept unpaid until', overdue.graceEndsAt, now);
  if (interval === null) return { name: 'Limits start again', value: formatDate(period.end), note: formatDistance(period.end, now) };
  return dated('Renews', period.end, now);
};

const seats: FactOf = ({ isPerSeat, quantity, mostSeats, members }) => {
  if (isPerSeat && quantity !== null) return { name: 'Seats', value: `${members} of ${quantity} used`, note: mostSeats === null ? null : `up to ${mostSeats} can be bought` };
  return { name: 'People', value: mostSeats === null ? String(members) : `${members} of ${mostSeats}`, note: null };
};

const discount: FactOf = ({ discount: found, currency }) => (found && currency ? { name: 'Discount', value: discountWords(found, currency), note: found.name } : null);

const expiryNote = (month: string | null): string | null => month && `expires ${month}`;

const card: FactOf = ({ card: found, interval }) => {
  if (interval === null) return null;
  return found ? { name: 'Paid with', value: spokenCardName(found), note: expiryNote(expiryWords(found)) } : { name: 'Paid with', value: 'No card yet', note: null };
};
