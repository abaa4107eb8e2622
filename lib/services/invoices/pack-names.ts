import type { WorkspaceCtx } from '@/lib/context';

/** What the credit packs among these invoices were, by invoice. */
export const packNames = async (ctx: WorkspaceCtx, invoiceIds: string[]): Promise<Map<string, string>> => {
  const bought = await ctx.db.creditPurchase.findMany({ where: { workspaceId: ctx.workspaceId, stripeInvoiceId: { in: invoiceIds } }, select: { stripeInvoiceId: true, units: true } });
  const count = new Intl.NumberFormat(ctx.locale);
  return new Map(bought.flatMap((one) => (one.stripeInvoiceId === null ? [] : [[one.stripeInvoiceId, `Credit pack, ${count.format(one.units)} units`] as const])));
};
