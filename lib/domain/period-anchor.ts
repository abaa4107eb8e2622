import { periodAt } from './periods';

/** What Stripe says of the time of a subscription, living or ended. */
export type Times = { startedAt: Date; trialEnd: Date | null; billingAnchor: Date; currentPeriodStart: Date; currentPeriodEnd: Date; endedAt: Date | null };

const isBoundary = (anchor: Date, at: Date): boolean => periodAt(anchor, 'month', at).start.getTime() === at.getTime();

/**
 * The instant from which a subscriber's billing months are counted, so that they begin when Stripe's own periods begin. That is
 * Stripe's anchor (which keeps the 31st a 31st), unless the current period does not begin on one of its months: in a trial,
 * whose anchor is the trial's end, it is the current period's start.
 *
 * A period that Stripe begins anew inside a month (another interval, the end of a pause, an end at once and a new purchase) gives
 * the unused time back as credit, so it does not give the month's quota again: the months go on as they were.
 */
export const periodAnchor = (one: Times, earlier: readonly Times[] = []): Date => {
  const { billingAnchor, currentPeriodStart } = one;
  const begun = paidSince(one);
  if (begun === null) return isBoundary(billingAnchor, currentPeriodStart) ? billingAnchor : currentPeriodStart;
  const before = earlier.filter((other) => wasCutShort(other) && other.endedAt <= begun && begun < other.currentPeriodEnd).toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0];
  const months = before ? periodAnchor(before, earlier.filter((other) => other.startedAt < before.startedAt)) : begun;
  return isBoundary(months, billingAnchor) && isBoundary(billingAnchor, currentPeriodStart) ? billingAnchor : months;
};

/** The months that go on after a subscription ended: its own when it was cut short, else new ones from its end. */
export const anchorAfter = (ended: Times, earlier: readonly Times[] = []): Date => (wasCutShort(ended) ? periodAnchor(ended, earlier) : (ended.endedAt ?? ended.currentPeriodEnd));

/** When it was paid for the first time: at its begin, or when its trial was over. Null while it never was. */
const paidSince = ({ startedAt, trialEnd, currentPeriodStart, endedAt }: Times): Date | null => {
  if (trialEnd === null) return startedAt;
  return trialEnd <= currentPeriodStart && (endedAt === null || trialEnd < endedAt) ? trialEnd : null;
};

/** Ended inside a period that was billed. */
const wasCutShort = (one: Times): one is Times & { endedAt: Date } => one.endedAt !== null && one.endedAt < one.currentPeriodEnd && paidSince(one) !== null;
