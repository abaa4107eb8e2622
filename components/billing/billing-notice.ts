import { formatDate, formatDistance, formatMoment } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { spokenCardName } from './cards/card-words';
import { boughtPlan } from './subscription-words';

export type NoticeAction =
  | { kind: 'pay'; invoiceId: string; label: string }
  | { kind: 'keep'; label: string }
  | { kind: 'link'; href: string; label: string };

/** One thing that the whole workspace should know. `id` names the fact, so that a dismissed one comes back when it changes. */
export type BillingNotice = { id: string; tone: 'danger' | 'warning' | 'info'; title: string; text: string; action: NoticeAction | null; isDismissible: boolean };

const dayMs = 86_400_000;
const trialWarningDays = 7;
const cardWarningDays = 60;

const money = (amountMinor: number, currency: string): string => formatMoney(amountMinor, currency, 'en');

/** All that is to be said of a subscription at `now` (RFC 3339), the most pressing first. Access is what the server derived. */
const billingNotices = (subscription: SubscriptionView, now: string): BillingNotice[] =>
  [limited, overdue, pending, paused, ending, trialEnding, cardExpiring].flatMap((rule) => rule(subscription, now) ?? []);

/** The one notice to show: the most pressing that was not dismissed. */
export const billingNotice = (subscription: SubscriptionView, now: string, dismissed: readonly string[]): BillingNotice | null =>
  billingNotices(subscription, now).find((notice) => !notice.isDismissible || !dismissed.includes(notice.id)) ?? null;

type Rule = (subscription: SubscriptionView, now: string) => BillingNotice | null;

const limited: Rule = ({ access, status, overdue: owed, plan }) => {
  if (access !== 'limited' || status === 'paused') return null;
  return {
    id: 'limited', tone: 'danger', isDismissible: false,
    title: 'Your plan is on hold because its payment failed',
    text: owed
      ? `${money(owed.amountMinor, owed.currency)} is open. Until it is paid the limits of ${plan.name} hold; once it is, your plan is back at once.`
      : `Until it is paid the limits of ${plan.name} hold.`,
    action: owed ? { kind: 'pay', invoiceId: owed.invoiceId, label: `Pay ${money(owed.amountMinor, owed.currency)}` } : { kind: 'link', href: '/invoices', label: 'See the invoice' },
  };
};

const overdue: Rule = (subscription, now) => {
  const { access, overdue: owed } = subscription;
  if (access !== 'grace' || !owed) return null;
  const again = owed.nextAttemptAt ? ` The card is tried again on ${formatDate(owed.nextAttemptAt)}.` : '';
  return {
    id: `overdue:${owed.invoiceId}`, tone: 'warning', isDismissible: false,
    title: `The payment of ${money(owed.amountMinor, owed.currency)} failed`,
    text: `You keep ${boughtPlan(subscription).name} until ${formatDate(owed.graceEndsAt)}, ${formatDistance(owed.graceEndsAt, now)}.${again}`,
    action: { kind: 'pay', invoiceId: owed.invoiceId, label: `Pay ${money(owed.amountMinor, owed.currency)}` },
  };
};

const pending: Rule = (subscription) => {
  const { pendingPayment: waiting } = subscription;
  if (!waiting) return null;
  const plan = boughtPlan(subscription);
  const what = waiting.to && waiting.to.plan.id !== plan.id ? `The change to ${waiting.to.plan.name}` : 'A change of your plan';
  const until = waiting.expiresAt ? ` until ${formatMoment(waiting.expiresAt)}` : '';
  return {
    id: `pending:${waiting.invoiceId}`, tone: 'warning', isDismissible: false,
    title: `${what} waits for its payment`,
    text: `${money(waiting.amountMinor, waiting.currency)} can be paid${until}. Until then you stay on ${plan.name}.`,
    action: { kind: 'pay', invoiceId: waiting.invoiceId, label: 'Finish payment' },
  };
};

const paused: Rule = ({ status, pausedAt, plan, subscribed }) => {
  if (status !== 'paused') return null;
  return {
    id: 'paused', tone: 'info', isDismissible: false,
    title: `Your plan${subscribed ? ` ${subscribed.name}` : ''} is paused${pausedAt ? ` since ${formatDate(pausedAt)}` : ''}`,
    text: `Nothing is billed, and the limits of ${plan.name} hold meanwhile.`,
    action: { kind: 'link', href: '/plans', label: 'Go on with the plan' },
  };
};

const ending: Rule = (subscription, now) => {
  const { cancelAt } = subscription;
  if (!cancelAt) return null;
  const plan = boughtPlan(subscription);
  return {
    id: `ending:${cancelAt}`, tone: 'info', isDismissible: true,
    title: `${plan.name} ends on ${formatDate(cancelAt)}, ${formatDistance(cancelAt, now)}`,
    text: 'Until then nothing changes. It does not renew.',
    action: { kind: 'keep', label: `Keep ${plan.name}` },
  };
};

const trialEnding: Rule = (subscription, now) => {
  const { status, trialEnd, cancelAt, card } = subscription;
  if (status !== 'trialing' || !trialEnd || cancelAt) return null;
  if (Date.parse(trialEnd) - Date.parse(now) > trialWarningDays * dayMs) return null;
  return {
    id: `trial:${trialEnd}${card ? '' : ':no-card'}`, tone: card ? 'info' : 'warning', isDismissible: true,
    title: `Your trial of ${boughtPlan(subscription).name} ends on ${formatDate(trialEnd)}, ${formatDistance(trialEnd, now)}`,
    text: card ? `The first payment is then charged to ${spokenCardName(card)}.` : 'Add a card to keep the plan.',
    action: card ? { kind: 'link', href: '/plans', label: 'See the plan' } : { kind: 'link', href: '/payment-methods', label: 'Add a card' },
  };
};

const cardExpiring: Rule = ({ card, interval, cancelAt }, now) => {
  if (!card || card.expYear === 0 || interval === null || cancelAt) return null;
  const endsIn = Date.UTC(card.expYear, card.expMonth, 1) - Date.parse(now);
  if (endsIn > cardWarningDays * dayMs) return null;
  const month = `${String(card.expMonth).padStart(2, '0')}/${card.expYear}`;
  const hasEnded = endsIn <= 0;
  return {
    id: `card:${card.last4}:${month}${hasEnded ? ':ended' : ''}`, tone: hasEnded ? 'warning' : 'info', isDismissible: true,
    title: hasEnded ? `The card ending in ${card.last4} expired in ${month}` : `The card ending in ${card.last4} expires at the end of ${month}`,
    text: 'Add another one, so that the next payment goes through.',
    action: { kind: 'link', href: '/payment-methods', label: 'Change the card' },
  };
};
