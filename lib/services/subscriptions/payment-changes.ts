import type { Change } from './changes-between';
import type { CopiedInvoice, InvoiceCopy } from './copy-invoices';
import type { StoredTerms } from './stored-terms';

const stripe = { kind: 'stripe', id: null };

/** What payments did: every failed attempt at a renewal once, and the payment that ended the failing. `plan` is what is paid for. */
export const paymentChanges = ({ invoices, isImport }: InvoiceCopy, plan: StoredTerms | null, now: Date, failedBefore: ReadonlySet<string>): Change[] =>
  isImport ? [] : invoices.flatMap((one) => (isRenewal(one) ? [...failures(one, plan, now), ...recovery(one, plan, failedBefore)] : []));

/** The payment of a change or of a first purchase is made with the customer there, who sees it fail. */
export const isRenewal = ({ after }: CopiedInvoice): boolean => after.reason === 'subscription_cycle';

const failures = ({ before, after }: CopiedInvoice, plan: StoredTerms | null, now: Date): Change[] => {
  if (after.status !== 'open' && after.status !== 'uncollectible') return [];
  const known = before?.attemptCount ?? 0;
  return Array.from({ length: Math.max(0, after.attemptCount - known) }, (_, i): Change => ({
    key: `payment_failed:${after.stripeInvoiceId}:${known + i + 1}`, type: 'payment_failed', from: plan, to: null, amountMinor: after.amountDueMinor, reason: null, feedback: null, by: stripe, effectiveAt: now,
  }));
};

const recovery = ({ before, after }: CopiedInvoice, plan: StoredTerms | null, failedBefore: ReadonlySet<string>): Change[] =>
  after.status === 'paid' && before?.status !== 'paid' && failedBefore.has(after.stripeInvoiceId)
    ? [{ key: `recovered:${after.stripeInvoiceId}`, type: 'recovered', from: null, to: plan, amountMinor: after.amountPaidMinor, reason: null, feedback: null, by: stripe, effectiveAt: after.paidAt ?? after.createdAt }]
    : [];
