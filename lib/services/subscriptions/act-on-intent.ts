import type { WorkspaceCtx } from '@/lib/context';
import type { Input, IntentInput, InTheWay } from './intent-kinds';
import { collectDraft } from './invoices-of-period';
import { missingAsNull } from './missing-as-null';
import { isRefusal, scheduleChange } from './schedule-change';
import { whileLocked } from './stripe-call';

/** Makes the calls to Stripe that an intent stands for, each with a key from the intent, so that making them again repeats nothing. */
export const actOnIntent = async (tx: WorkspaceCtx, intentId: string, input: IntentInput): Promise<void> => {
  const options = (step: string) => ({ ...whileLocked, idempotencyKey: `${intentId}-${step}` });
  await clearTheWay(tx, input.subscription, input.inTheWay, options);
  const isHeldBack = await carryOut(tx, input, options).catch(async (reason: unknown) => {
    if (isRefusal(reason)) await goOnAsBefore(tx, input, options);
    throw reason;
  });
  if (isHeldBack) await goOnAsBefore(tx, input, options);
};

/** Nobody whose change did not come about shall be billed on because of it: what was going to end or to become less does so. */
const goOnAsBefore = async (tx: WorkspaceCtx, { subscription, inTheWay: { cancel, scheduled } }: IntentInput, options: Options): Promise<void> => {
  if (scheduled) await scheduleChange(tx, subscription, scheduled, (step) => options(`${step}-as-before`));
  if (cancel !== null) await tx.stripe.subscriptions.update(subscription, cancel === 'period_end' ? { cancel_at_period_end: true } : { cancel_at: cancel }, options('end-as-before'));
};

/** Answers whether Stripe holds the change back until it is paid. */
const carryOut = async (tx: WorkspaceCtx, input: IntentInput, options: Options): Promise<boolean> => {
  const { subscriptions } = tx.stripe;
  switch (input.kind) {
    case 'change_now':
      return changeNow(tx, input, options('update'));
    case 'change_later':
      await scheduleChange(tx, input.subscription, { ...input, lasts: { duration: { interval: input.duration, interval_count: 1 } } }, options);
      return false;
    case 'cancel_later':
      await subscriptions.update(input.subscription, { cancel_at: 'min_period_end', cancellation_details: detailsOf(input) }, options('cancel'));
      return false;
    case 'cancel_now':
      // A DELETE takes no idempotency key; one that was carried out finds nothing the second time.
      await missingAsNull(subscriptions.cancel(input.subscription, { prorate: input.prorates, invoice_now: input.prorates, cancellation_details: detailsOf(input) }, whileLocked));
      await collectDraft(tx, input.draftId);
      return false;
    case 'pause':
      await subscriptions.pause(input.subscription, pauseNow, options('pause'));
      return false;
    case 'unpause': {
      const { status } = await subscriptions.resume(input.subscription, { billing_cycle_anchor: { type: 'now' }, payment_behavior: 'resume_on_payment_success' }, options('resume'));
      return status === 'paused';
    }
    case 'end_trial': {
      const ended = await subscriptions.update(input.subscription, { trial_end: 'now', proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete' }, options('trial'));
      return ended.pending_update !== null;
    }
    case 'accept_offer':
      await subscriptions.update(input.subscription, { discounts: input.discounts }, options('discount'));
      return false;
    case 'keep':
    case 'undo_scheduled':
    case 'block_downgrade':
      return false;
    default: {
      const unknown: never = input;
      throw new Error(`unknown intent ${JSON.stringify(unknown)}`);
    }
  }
};

/** What is unused of the paid period becomes credit for the first invoice after the pause. */
const pauseNow = { type: 'subscription', bill_for: { unused_time_from: { type: 'now' }, outstanding_usage_through: { type: 'now' } }, invoicing_behavior: 'pending_invoice_item' } as const;

type Options = (step: string) => typeof whileLocked & { idempotencyKey: string };

/** Stripe refuses most changes beside a schedule, a cancellation or a change that waits for its payment. */
const clearTheWay = async (tx: WorkspaceCtx, subscription: string, { pendingInvoiceId, scheduleId, cancel }: InTheWay, options: Options): Promise<void> => {
  if (pendingInvoiceId !== null) await tx.stripe.invoices.voidInvoice(pendingInvoiceId, {}, options('void'));
  if (scheduleId !== null) await tx.stripe.subscriptionSchedules.release(scheduleId, {}, options('release'));
  if (cancel !== null) await tx.stripe.subscriptions.update(subscription, cancel === 'period_end' ? { cancel_at_period_end: false } : { cancel_at: '' }, options('keep'));
};

const detailsOf = ({ reason, feedback }: Pick<IntentInput, 'reason' | 'feedback'>) => ({ ...(reason === null ? {} : { feedback: reason }), ...(feedback === null ? {} : { comment: feedback }) });

/** At once, and only if it is paid: until then Stripe keeps the old plan and holds the change back. */
const changeNow = async (tx: WorkspaceCtx, input: Input<'change_now'>, options: ReturnType<Options>): Promise<boolean> => {
  const changed = await tx.stripe.subscriptions.update(
    input.subscription,
    {
      items: input.items, proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete',
      ...(input.endsTrial ? { trial_end: 'now' } : { proration_date: input.prorationDate }),
      ...(input.resetsAnchor ? { billing_cycle_anchor: { type: 'now' } } : {}), ...(input.discounts ? { discounts: input.discounts } : {}),
    },
    options,
  );
  return changed.pending_update !== null;
};
