import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Kind } from '@/sandbox/stripe/store/collections';
import type { Due } from './agenda';
import { expireSession } from './complete-checkout';
import { removeDiscount } from './discounts';
import { endAtPeriodEnd, expireIncomplete, isEnded } from './end-subscription';
import { intentOf } from './invoice';
import { dropPending } from './pending-change';
import { dueCode, dueCoupon } from './redeem';
import { settleRefund } from './refund-charge';
import { renew } from './renew';
import { advanceSchedule } from './schedule';
import { attemptPayment, cardFor, skipAttempt } from './settle-invoice';
import { hardDeclines } from './test-cards';
import { endTrial } from './end-trial';
import { noticeUpcoming } from './preview-invoice';

/** The order at one instant. */
const rank = { cancel: 0, notice: 1, phase: 2, boundary: 3, finalize: 4, retry: 5, expire: 6, coupon: 7 };
const day = 86_400;

const periodEnd = ({ items }: Subscription): number => Math.min(...items.data.map((item) => item.current_period_end));

function dueNotices(sandbox: Sandbox, subscription: Subscription): Due[] {
  const { store, billing } = sandbox;
  const due: Due[] = [];
  const { id, trial_end: trialEnd } = subscription;
  if (subscription.status === 'trialing' && trialEnd !== null && !store.get('trial_notice', id)) {
    due.push({ at: trialEnd - 3 * day, rank: rank.notice, run: () => noticeTrial(sandbox, id), isNotice: true });
  }
  const end = periodEnd(subscription);
  const at = end - billing.upcomingDays * day;
  const isNoticed = (store.get('upcoming_notice', id)?.periodEnd ?? 0) >= end;
  const isRenewing = ['active', 'trialing', 'past_due'].includes(subscription.status) && (subscription.cancel_at ?? Infinity) > end;
  if (billing.upcomingDays > 0 && isRenewing && !isNoticed && subscription.items.data.some((item) => item.current_period_start <= at)) {
    due.push({ at, rank: rank.notice, run: () => noticeUpcoming(sandbox, id, end), isNotice: true });
  }
  return due;
}

function dueSubscription(sandbox: Sandbox, subscription: Subscription): Due[] {
  const { store } = sandbox;
  const { id, status } = subscription;
  if (isEnded(subscription)) return [];
  if (status === 'incomplete') return [{ at: subscription.created + 23 * 3600, rank: rank.expire, run: () => expireIncomplete(sandbox, id) }];
  const due = dueNotices(sandbox, subscription);
  if (subscription.cancel_at !== null) due.push({ at: subscription.cancel_at, rank: rank.cancel, run: () => void endAtPeriodEnd(sandbox, id) });
  const pending = store.get('pending_change', id);
  if (pending) due.push({ at: pending.expiresAt, rank: rank.phase, run: () => dropPending(sandbox, id) });
  for (const discount of subscription.discounts) {
    const end = store.get('discount', discount)?.end;
    if (end) due.push({ at: end, rank: rank.notice, run: () => void removeDiscount(sandbox, subscription, discount) });
  }
  if (status === 'trialing') due.push({ at: subscription.trial_end ?? periodEnd(subscription), rank: rank.boundary, run: () => endTrial(sandbox, subscription) });
  else if (status !== 'paused') due.push({ at: periodEnd(subscription), rank: rank.boundary, run: () => void renew(sandbox, subscription) });
  return due;
}

function noticeTrial({ store }: Sandbox, id: string): void {
  const subscription = store.get('subscription', id);
  store.save('trial_notice', { id });
  if (subscription) store.emit('customer.subscription.trial_will_end', subscription);
}

/** A hard decline of this very card: the bank is not asked again. */
function isRefusedForGood(sandbox: Sandbox, invoice: Invoice, method: string): boolean {
  const intent = intentOf(sandbox, invoice.id);
  if (intent?.status === 'requires_action') return intent.payment_method === method;
  const charge = intent?.latest_charge ? sandbox.store.get('charge', intent.latest_charge) : undefined;
  return charge?.payment_method === method && hardDeclines.has(intent?.last_payment_error?.decline_code ?? '');
}

/** The scheduled attempt: finalises a draft first; without a card the attempt fails. */
function collect(sandbox: Sandbox, invoice: Invoice): void {
  const paymentMethod = cardFor(sandbox, invoice);
  if (invoice.status === 'open' && paymentMethod && isRefusedForGood(sandbox, invoice, paymentMethod.id)) skipAttempt(sandbox, invoice);
  else attemptPayment(sandbox, invoice, { paymentMethod, isScheduled: true });
}

function dueInvoice(sandbox: Sandbox, invoice: Invoice): Due[] {
  const run = (): void => collect(sandbox, invoice);
  if (invoice.status === 'draft' && invoice.automatically_finalizes_at !== null) return [{ at: invoice.automatically_finalizes_at, rank: rank.finalize, run }];
  if (invoice.status === 'open' && invoice.auto_advance && invoice.next_payment_attempt !== null) return [{ at: invoice.next_payment_attempt, rank: rank.retry, run }];
  return [];
}

type Dues = { clock: string; due: Due[] };

const none: Dues = { clock: '', due: [] };
const ranked = (due: { at: number; run: () => void }[], at: number): Due[] => due.map((one) => ({ ...one, rank: at }));

/** What falls due for one record, and on which clock. */
export const dueOf = (sandbox: Sandbox) => (kind: Kind, id: string): Dues => {
  const { store } = sandbox;
  if (kind === 'subscription') {
    const subscription = store.get(kind, id);
    return subscription ? { clock: subscription.test_clock ?? '', due: dueSubscription(sandbox, subscription) } : none;
  }
  if (kind === 'invoice') {
    const invoice = store.get(kind, id);
    return invoice ? { clock: invoice.test_clock ?? '', due: dueInvoice(sandbox, invoice) } : none;
  }
  if (kind === 'checkout.session') {
    const session = store.get(kind, id);
    const clock = store.get('customer', session?.customer ?? '')?.test_clock ?? '';
    return session?.status === 'open' ? { clock, due: [{ at: session.expires_at, rank: rank.expire, run: () => void expireSession(sandbox, session) }] } : none;
  }
  if (kind === 'subscription_schedule') {
    const schedule = store.get(kind, id);
    const end = schedule?.status === 'active' ? schedule.current_phase?.end_date : undefined;
    return schedule && end !== undefined ? { clock: schedule.test_clock ?? '', due: [{ at: end, rank: rank.phase, run: () => advanceSchedule(sandbox, id) }] } : none;
  }
  if (kind === 'coupon') {
    const coupon = store.get(kind, id);
    return coupon ? { clock: '', due: ranked(dueCoupon(store, coupon), rank.coupon) } : none;
  }
  if (kind === 'refund_plan') {
    const plan = store.get(kind, id);
    const clock = store.get('customer', store.get('refund', id)?.customer ?? '')?.test_clock ?? '';
    return plan ? { clock, due: [{ at: plan.at, rank: rank.expire, run: () => settleRefund(sandbox, plan) }] } : none;
  }
  const code = kind === 'promotion_code' ? store.get(kind, id) : undefined;
  return code ? { clock: '', due: ranked(dueCode(store, code), rank.coupon) } : none;
};
