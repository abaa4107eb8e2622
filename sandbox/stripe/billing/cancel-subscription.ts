import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { creditsFrom } from './debit-ledger';
import { draftFinal, endSubscription, type noDetails } from './end-subscription';
import { dropPending } from './pending-change';
import { writeProrations } from './prorations';
import { attemptPayment, cardFor } from './settle-invoice';

export interface Cancellation {
  /** Credits the time that is left, as pending invoice items. */
  prorate: boolean;
  /** Invoices what is pending, and usage, at once. */
  invoiceNow: boolean;
  details: Partial<typeof noDetails>;
  /** The instant to which time is credited; now when left out. */
  at?: number;
}

/** Ends it now; with the draft of its final invoice when one was asked for and there is something to settle. */
export function endNow(sandbox: Sandbox, before: Subscription, { prorate, invoiceNow, details, at }: Cancellation): { ended: Subscription; draft: ApiRecords['invoice'] | null } {
  dropPending(sandbox, before.id);
  const from = at ?? sandbox.clock.now();
  if (prorate) writeProrations(sandbox, before, { credits: before.items.data.flatMap((item) => creditsFrom(sandbox, item.id, from)), debits: [] });
  const ended = endSubscription(sandbox, sandbox.store.get('subscription', before.id) ?? before, details);
  return { ended, draft: invoiceNow ? draftFinal(sandbox, ended, false) : null };
}

export function cancelSubscription(sandbox: Sandbox, before: Subscription, how: Cancellation): Subscription {
  const { ended, draft } = endNow(sandbox, before, how);
  if (draft) attemptPayment(sandbox, draft, { paymentMethod: cardFor(sandbox, draft), isScheduled: true });
  return sandbox.store.get('subscription', ended.id) ?? ended;
}
