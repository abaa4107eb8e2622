import type { WorkspaceCtx } from '@/lib/context';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import type { SubscriptionFacts } from './project-subscription';

/**
 * What waited for its payment has come, or never will: says so on the intent. Call after our copies of the subscription and of its
 * invoices were made equal to Stripe's. A sync within the change itself finds nothing here, because that intent is not waiting yet.
 */
export const closeIntents = async (ctx: WorkspaceCtx, live: SubscriptionFacts | null): Promise<void> => {
  const waiting = await ctx.db.changeIntent.findMany({ where: { workspaceId: ctx.workspaceId, status: 'payment_required' } });
  for (const row of waiting) {
    const result = row.result as unknown as ChangeResult;
    const invoiceId = result.kind === 'payment_required' ? result.invoiceId : '';
    const invoice = await ctx.db.invoice.findUnique({ where: { stripeInvoiceId: invoiceId }, select: { status: true } });
    if (invoice?.status === 'open' && (live?.pendingChange?.invoiceId === invoiceId || live?.status === 'paused')) continue;
    const data = invoice?.status === 'paid' ? { status: 'applied', result: { kind: 'applied' } } : { status: 'failed', lastError: 'The payment was not made in time.' };
    await ctx.db.changeIntent.update({ where: { id: row.id }, data: { ...data, finishedAt: ctx.now } });
  }
};
