import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { InvoicesView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { invoiceView } from './invoice-view';
import { packNames } from './pack-names';

export const listInvoicesInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** The id of the last invoice of the page before. */
  startingAfter: z.string().min(1).max(255).optional(),
  status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
});

/** The workspace's invoices, newest first, from our own copy: it stays readable while Stripe is away. A page is stable while invoices arrive. */
export const listInvoices = async (ctx: WorkspaceCtx, input: z.input<typeof listInvoicesInput> = {}): Promise<InvoicesView> => {
  requireRole(ctx, billingRoles);
  const { limit, startingAfter, status } = listInvoicesInput.parse(input);
  const { workspaceId } = ctx;
  const last = startingAfter === undefined ? null : await ctx.db.invoice.findFirst({ where: { stripeInvoiceId: startingAfter, workspaceId } });
  if (startingAfter !== undefined && !last) {
    throw new AppError('invalid_input', 'There is no such invoice to go on from.', { errors: [{ pointer: '?startingAfter', message: 'Use the id of the last invoice of the page before.' }] });
  }
  const older = last && { OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, stripeInvoiceId: { lt: last.stripeInvoiceId } }] };
  const rows = await ctx.db.invoice.findMany({ where: { workspaceId, status, ...older }, orderBy: [{ createdAt: 'desc' }, { stripeInvoiceId: 'desc' }], take: limit + 1 });
  const page = rows.slice(0, limit);
  const packs = await packNames(ctx, page.map((row) => row.stripeInvoiceId));
  return { data: page.map((row) => invoiceView(row, packs.get(row.stripeInvoiceId))), hasMore: rows.length > limit };
};
