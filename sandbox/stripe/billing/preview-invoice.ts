import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { dueOf } from './due';

const mostSteps = 50;

export const noUpcoming = (customer: string): Error => invalidRequest(`No upcoming invoices for customer: ${customer}`, 'invoice_upcoming_none', undefined, 404);

/** Lives on until the subscription's next invoice is drafted, doing what falls due on the way. Only for a dry run. */
export function nextInvoice(sandbox: Sandbox, subscription: string): Invoice | null {
  const { store, clock } = sandbox;
  const latest = (): string | undefined => store.owned('invoice', subscription).at(-1)?.id;
  const before = latest();
  const read = dueOf(sandbox);
  for (let step = 0; step < mostSteps; step += 1) {
    const schedule = store.get('subscription', subscription)?.schedule ?? '';
    const due = [...read('subscription', subscription).due, ...read('subscription_schedule', schedule).due].filter(({ isNotice }) => !isNotice);
    const [first] = due.sort((a, b) => a.at - b.at || a.rank - b.rank);
    if (!first) return null;
    clock.at(Math.max(first.at, clock.now()), first.run);
    const made = latest();
    if (made !== undefined && made !== before) return store.get('invoice', made) ?? null;
  }
  return null;
}

/** A draft as a preview shows it: nothing in it can be fetched. */
function asPreview(id: string, draft: Invoice, prorationDate: number | null): Invoice {
  const lines = draft.lines.data.map((line, index) => ({ ...line, id: `il_tmp_${line.id.slice(3, 20)}${index}`, invoice: id }));
  const details = draft.parent?.subscription_details;
  const isProrating = prorationDate !== null && lines.some((line) => line.parent?.subscription_item_details?.proration);
  return {
    ...draft, id, lines: { ...draft.lines, data: lines, url: `/v1/invoices/upcoming/lines` }, billing_reason: 'upcoming', automatically_finalizes_at: null,
    webhooks_delivered_at: null,
    parent: draft.parent && details
      ? { ...draft.parent, subscription_details: { ...details, ...(isProrating ? { subscription_proration_date: prorationDate } : {}) } }
      : draft.parent,
  };
}

/** Does the real thing, looks at the invoice it makes, and takes everything back. */
export function previewInvoice(sandbox: Sandbox, customer: string, prorationDate: number | null, work: () => Invoice | null): Invoice {
  const id = sandbox.ids.next('upcoming_in');
  return sandbox.store.dryRun(() => {
    const draft = work();
    if (!draft) throw noUpcoming(customer);
    return asPreview(id, draft, prorationDate);
  });
}

/** `invoice.upcoming`, some days before a renewal. */
export function noticeUpcoming(sandbox: Sandbox, id: string, periodEnd: number): void {
  const { store } = sandbox;
  const subscription = store.get('subscription', id);
  store.save('upcoming_notice', { id, periodEnd });
  if (!subscription) return;
  const preview = store.dryRun(() => nextInvoice(sandbox, id));
  if (preview) store.emit('invoice.upcoming', asPreview(sandbox.ids.next('upcoming_in'), preview, null));
}
