import { periodAt } from './periods';

/**
 * The instant from which a subscriber's billing months are counted, so that they begin when Stripe's own periods begin. That is
 * Stripe's anchor (which keeps the 31st a 31st), unless the current period does not begin on one of its months: in a trial,
 * whose anchor is the trial's end, and after a change that moved the period, it is the current period's start.
 */
export const periodAnchor = (billingAnchor: Date, currentPeriodStart: Date): Date =>
  periodAt(billingAnchor, 'month', currentPeriodStart).start.getTime() === currentPeriodStart.getTime() ? billingAnchor : currentPeriodStart;
