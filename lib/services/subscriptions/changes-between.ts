import { isLive } from '@/lib/domain/access';
import type { ChangeType } from '@/lib/domain/views/billing-view';
import type { IntentKind } from './intent-kinds';
import type { SubscriptionFacts } from './project-subscription';
import type { StoredTerms } from './stored-terms';

/** Who made a change. */
export type By = { kind: string; id: string | null };

/** What somebody asked of Stripe and that is not finished yet, or waits for its payment. */
export type Asked = { id: string; kind: IntentKind; by: By; at: Date; reason: string | null; feedback: string | null; blockers: string[] };

/** One fact of a subscription's history. `key` names the fact by ids of Stripe's and ours, so that it is written once. */
export type Change = {
  key: string;
  type: ChangeType;
  from: StoredTerms | null;
  to: StoredTerms | null;
  amountMinor: number | null;
  reason: string | null;
  feedback: string | null;
  by: By;
  effectiveAt: Date;
  /** A cancellation that took effect when it was asked for. */
  endedNow?: boolean;
};

export type Compared = {
  before: SubscriptionFacts | null;
  after: SubscriptionFacts;
  asked: Asked[];
  now: Date;
  /** The plan of a version. */
  planOf(planVersionId: string): string;
  direction(from: StoredTerms, to: StoredTerms): 'upgraded' | 'downgraded';
  boughtBy: By;
  /** Who made the change whose key begins so; Stripe when nobody did here. */
  madeBy(key: string): By;
  /** Why Stripe says that it was canceled. */
  cancellation: { reason: string | null; feedback: string | null; comment: string | null };
  latestInvoice: { id: string; amountMinor: number } | null;
  /** What the last invoice gave back, as a negative amount; null when it gave nothing. */
  creditMinor: number | null;
  isRetention(coupon: string): boolean;
};

const stripe: By = { kind: 'stripe', id: null };

export const termsIn = (facts: Pick<SubscriptionFacts, 'planVersionId' | 'interval' | 'quantity' | 'amountMinor'>, currency: string, planOf: Compared['planOf']): StoredTerms => ({
  planVersionId: facts.planVersionId, plan: planOf(facts.planVersionId), interval: facts.interval, quantity: facts.quantity, amountMinor: facts.amountMinor, currency,
});

const asks = ({ asked }: Compared, ...kinds: IntentKind[]): Asked | undefined => asked.findLast((one) => kinds.includes(one.kind));

const base = (c: Compared, ask: Asked | undefined, effectiveAt: Date | null) => ({
  from: null, to: null, amountMinor: null, reason: ask?.reason ?? null, feedback: ask?.feedback ?? null, by: ask?.by ?? stripe, effectiveAt: effectiveAt ?? ask?.at ?? c.now,
});

/** What happened to a subscription between our copy and what Stripe says now. Pure; every fact has the same key however it was learnt. */
export const changesBetween = (c: Compared): Change[] => {
  const { status } = c.after;
  if (status === 'incomplete' || status === 'incomplete_expired') return [];
  const changes = [...started(c), ...trial(c), ...discount(c)];
  if (status === 'canceled') return [...changes, ...ended(c)];
  return [...changes, ...pause(c), ...schedule(c), ...terms(c), ...cancellation(c)];
};

const wasBegun = ({ before }: Compared): boolean => before !== null && before.status !== 'incomplete' && before.status !== 'incomplete_expired';
const own = (c: Compared, facts: SubscriptionFacts): StoredTerms => termsIn(facts, facts.currency, c.planOf);

const started = (c: Compared): Change[] => {
  const { after } = c;
  if (wasBegun(c)) return [];
  const type = after.trialEnd === null ? 'started' : 'trial_started';
  const amountMinor = after.trialEnd === null ? (c.latestInvoice?.amountMinor ?? null) : null;
  return [{ ...base(c, undefined, after.startedAt), key: `started:${after.stripeSubscriptionId}`, type, to: own(c, after), amountMinor, by: c.boughtBy }];
};

const trial = (c: Compared): Change[] => {
  const { before, after } = c;
  if (after.trialEnd === null || !['active', 'past_due', 'unpaid'].includes(after.status)) return [];
  if (before !== null && before.status !== 'trialing') return [];
  const ask = asks(c, 'end_trial', 'change_now');
  // One that ends with a change is paid by the change.
  const amountMinor = before !== null && before.planVersionId !== after.planVersionId ? null : (c.latestInvoice?.amountMinor ?? null);
  return [{ ...base(c, ask, after.trialEnd), key: `trial_converted:${after.stripeSubscriptionId}`, type: 'trial_converted', to: own(c, after), amountMinor }];
};

const discount = (c: Compared): Change[] => {
  const { before, after } = c;
  if (after.discount === null || after.discount.id === before?.discount?.id) return [];
  const isOffer = c.isRetention(after.discount.coupon);
  const ask = isOffer ? asks(c, 'accept_offer') : asks(c, 'change_now', 'change_later');
  const by = ask?.by ?? (wasBegun(c) ? stripe : c.boughtBy);
  return [{ ...base(c, ask, null), key: `discount:${after.discount.id}`, type: isOffer ? 'retention_accepted' : 'promotion_applied', to: own(c, after), reason: after.discount.name, feedback: null, by }];
};

const ended = (c: Compared): Change[] => {
  const { before, after, cancellation: why } = c;
  if (before !== null && !isLive(before.status)) return [];
  const ask = asks(c, 'cancel_now');
  const by = ask?.by ?? (why.reason === 'payment_failed' ? stripe : c.madeBy(`cancel_scheduled:${after.stripeSubscriptionId}:${before?.cancelAt ? '' : (after.canceledAt?.getTime() ?? 0)}`));
  const isTrialOver = ask === undefined && isOverWithoutCard(before, after);
  const reason = isTrialOver ? 'trial_over' : why.reason === 'payment_failed' ? 'payment_failed' : (ask?.reason ?? why.feedback);
  const endedNow = ask !== undefined || (!isTrialOver && why.reason !== 'payment_failed' && !before?.cancelAt);
  return [{ ...base(c, ask, after.endedAt), key: `canceled:${after.stripeSubscriptionId}`, type: 'canceled', from: own(c, before ?? after), reason, feedback: ask?.feedback ?? why.comment, by, endedNow, amountMinor: endedNow ? c.creditMinor : null }];
};

/** A trial that came to its end and that nobody canceled ends so only where there was no card to go on with. */
const isOverWithoutCard = (before: SubscriptionFacts | null, { trialEnd, endedAt }: SubscriptionFacts): boolean =>
  before?.status === 'trialing' && before.cancelAt === null && trialEnd !== null && endedAt !== null && endedAt >= trialEnd;

const pause = (c: Compared): Change[] => {
  const { before, after } = c;
  if (after.status === 'paused' && before?.status !== 'paused') {
    const at = after.pausedAt ?? after.currentPeriodStart;
    return [{ ...base(c, asks(c, 'pause'), after.pausedAt), key: `paused:${after.stripeSubscriptionId}:${at.getTime()}`, type: 'paused', from: own(c, after) }];
  }
  if (before?.status !== 'paused' || after.status === 'paused') return [];
  const at = before.pausedAt ?? before.currentPeriodStart;
  return [{ ...base(c, asks(c, 'unpause'), null), key: `unpaused:${after.stripeSubscriptionId}:${at.getTime()}`, type: 'unpaused', to: own(c, after) }];
};

/** Whether the plan now is the one that a schedule had in store. */
const wasCarriedOut = ({ before, after }: Compared): boolean => {
  const due = before?.scheduled;
  return due !== null && due !== undefined && due.planVersionId === after.planVersionId && due.interval === after.interval && due.quantity === after.quantity;
};

/** At the end of a period the schedule may have begun what the subscription does not show yet: that is no change of mind. */
const isBeingCarriedOut = ({ after, now }: Compared, at: string): boolean => Date.parse(at) <= now.getTime() && after.currentPeriodEnd <= now;

const schedule = (c: Compared): Change[] => {
  const { before, after } = c;
  const was = before?.scheduled ?? null;
  const is = after.scheduled;
  // One that a refused change was in the way of is made anew: another schedule, the same change.
  const same = was !== null && is !== null && was.at === is.at && was.planVersionId === is.planVersionId && was.interval === is.interval && was.quantity === is.quantity;
  if (same) return [];
  const changes: Change[] = [];
  if (was && !wasCarriedOut(c) && !isBeingCarriedOut(c, was.at)) {
    const block = asks(c, 'block_downgrade');
    const ask = block ?? asks(c, 'undo_scheduled', 'change_now', 'change_later', 'cancel_later', 'accept_offer', 'pause', 'keep');
    changes.push({
      ...base(c, ask, null), key: `undone:${was.scheduleId}`, type: block ? 'downgrade_blocked' : 'schedule_undone', from: own(c, after),
      to: termsIn(was, after.currency, c.planOf), reason: block ? block.blockers.join(' ') : null, feedback: null,
    });
  }
  if (is) {
    const key = `scheduled:${is.scheduleId}:${is.planVersionId}:${is.interval}:${is.quantity}`;
    changes.push({ ...base(c, asks(c, 'change_later'), new Date(is.at)), key, type: 'downgrade_scheduled', from: own(c, after), to: termsIn(is, after.currency, c.planOf) });
  }
  return changes;
};

const terms = (c: Compared): Change[] => {
  const { before, after } = c;
  if (before === null || !wasBegun(c)) return [];
  const [from, to] = [own(c, before), own(c, after)];
  const isOtherPlan = from.plan !== to.plan;
  if (!isOtherPlan && from.interval === to.interval && from.quantity === to.quantity) return [];
  const type = isOtherPlan ? c.direction(from, to) : from.interval !== to.interval ? 'interval_changed' : 'seats_changed';
  const due = before.scheduled;
  if (due && wasCarriedOut(c)) {
    return [{ ...base(c, undefined, after.currentPeriodStart), key: `carried_out:${due.scheduleId}:${due.planVersionId}:${due.quantity}`, type, from, to, by: c.madeBy('scheduled:') }];
  }
  const ask = asks(c, 'change_now');
  const cause = ask?.id ?? c.latestInvoice?.id ?? String(after.currentPeriodStart.getTime());
  const key = `changed:${after.stripeSubscriptionId}:${cause}:${to.planVersionId}:${to.interval}:${to.quantity}`;
  return [{ ...base(c, ask, null), key, type, from, to, amountMinor: c.latestInvoice?.amountMinor ?? null }];
};

const cancellation = (c: Compared): Change[] => {
  const { before, after, cancellation: why } = c;
  const id = after.stripeSubscriptionId;
  // What ends when it was going to end is no news, also where it was kept and ended anew in between.
  if (before?.cancelAt?.getTime() === after.cancelAt?.getTime()) return [];
  const [was, is] = [before?.cancelAt ? (before.canceledAt ?? before.cancelAt).getTime() : null, after.cancelAt ? (after.canceledAt ?? after.cancelAt).getTime() : null];
  if (is !== null) {
    const ask = asks(c, 'cancel_later');
    return [{ ...base(c, ask, after.cancelAt), key: `cancel_scheduled:${id}:${is}`, type: 'cancel_scheduled', from: own(c, after), reason: ask?.reason ?? why.feedback, feedback: ask?.feedback ?? why.comment }];
  }
  const ask = asks(c, 'keep', 'accept_offer', 'change_now', 'change_later', 'pause');
  return [{ ...base(c, ask, null), key: `cancel_undone:${id}:${was}`, type: 'cancel_undone', to: own(c, after), reason: null, feedback: null }];
};
