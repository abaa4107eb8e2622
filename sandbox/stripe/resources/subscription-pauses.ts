import { pauseSubscription, resumeSubscription } from '@/sandbox/stripe/billing/pause-subscription';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { choice, integer, object, required } from '@/sandbox/stripe/http/param-spec';
import { anchorField, findLive, prorationField } from './subscription-params';

const pause = endpoint('POST', '/v1/subscriptions/{id}/pause', {
  type: choice('subscription'), invoicing_behavior: choice('invoice', 'pending_invoice_item'),
  bill_for: object({
    outstanding_usage_through: object({ type: required(choice('none', 'now')) }),
    unused_time_from: object({ type: required(choice('item_current_period_start', 'none', 'now')) }),
  }),
}, ({ sandbox, id, params }) => pauseSubscription(sandbox, findLive(sandbox, id), {
  unusedFrom: params.bill_for?.unused_time_from?.type ?? 'now', billsUsage: params.bill_for?.outstanding_usage_through?.type !== 'none',
  invoiceNow: params.invoicing_behavior === 'invoice',
}));

const resume = endpoint('POST', '/v1/subscriptions/{id}/resume', {
  billing_cycle_anchor: anchorField, payment_behavior: choice('resume_on_payment_attempt', 'resume_on_payment_success'), proration_behavior: prorationField,
  proration_date: integer(1),
}, ({ sandbox, id, params }) => resumeSubscription(sandbox, findLive(sandbox, id), {
  anchor: params.billing_cycle_anchor?.type, proration: params.proration_behavior ?? 'create_prorations', prorationDate: params.proration_date,
}, params.payment_behavior === 'resume_on_payment_success'));

export const subscriptionPauseEndpoints = [pause, resume];
