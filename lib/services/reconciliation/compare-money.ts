import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';
import { meteredUnits } from '@/lib/services/overage/metered-units';
import { driftBetween, type Drift } from './drift';

/** How long Stripe may take to add up what it accepted. */
const addsUpWithinMs = 3_600_000;

/** What was billed and what of it is paid. Drafts are Stripe's alone until they are final. */
export const compareInvoices = async (ctx: Ctx, workspaceId: string, customer: string): Promise<Drift[]> => {
  const found = await ctx.stripe.invoices.list({ customer, limit: 100 }).autoPagingToArray({ limit: 1_000 });
  const rows = await ctx.db.invoice.findMany({ where: { workspaceId } });
  return found.flatMap((invoice) => {
    if (invoice.status === 'draft' || invoice.id === undefined) return [];
    const row = rows.find((one) => one.stripeInvoiceId === invoice.id);
    const about = `invoice ${invoice.id}`;
    if (!row) return [{ workspaceId, field: about, ours: 'nothing', stripes: String(invoice.status) }];
    const ours = { status: row.status, total: row.totalMinor, paid: row.amountPaidMinor, currency: row.currency };
    return driftBetween(workspaceId, about, ours, { status: invoice.status, total: invoice.total, paid: invoice.amount_paid, currency: invoice.currency });
  });
};

/** Every page that sold a pack: granted exactly when it was paid, with exactly the units bought. */
export const comparePurchases = async (ctx: Ctx, workspaceId: string, customer: string): Promise<Drift[]> => {
  const rows = await ctx.db.creditPurchase.findMany({ where: { workspaceId } });
  if (rows.length === 0) return [];
  const sessions = await ctx.stripe.checkout.sessions.list({ customer, limit: 100 }).autoPagingToArray({ limit: 1_000 });
  const grants = await ctx.db.creditGrant.findMany({ where: { workspaceId, source: 'pack' } });
  return rows.flatMap((row) => {
    const session = sessions.find((one) => one.id === row.stripeSessionId || one.metadata?.['tollgate_purchase'] === row.id);
    const granted = grants.find((one) => one.sourceKey === (session?.id ?? row.stripeSessionId))?.units ?? 0n;
    return driftBetween(workspaceId, `purchase ${row.id}`, { granted }, { granted: isPaid(session) ? row.units : 0n });
  });
};

const isPaid = (session: Stripe.Checkout.Session | undefined): boolean => session?.status === 'complete' && session.payment_status !== 'unpaid';

/** What was reported beyond limits: at least what had time to be added up, at most all that was sent. */
export const compareOverage = async (ctx: Ctx, workspaceId: string, customer: string): Promise<Drift[]> => {
  const rows = await ctx.db.overageReport.findMany({ where: { workspaceId }, orderBy: { occurredAt: 'asc' } });
  const drifts: Drift[] = [];
  for (const eventName of new Set(rows.map((row) => row.eventName))) {
    const own = rows.filter((row) => row.eventName === eventName);
    const first = own[0]?.occurredAt.getTime() ?? 0;
    const from = new Date(Math.floor(first / 60_000) * 60_000);
    const to = new Date(Math.ceil((ctx.now.getTime() + 1) / 60_000) * 60_000);
    const stripes = await meteredUnits(ctx, { eventName, customer, from, to });
    const settled = unitsOf(own.filter((row) => row.sentAt !== null && row.sentAt.getTime() < ctx.now.getTime() - addsUpWithinMs));
    const sent = unitsOf(own);
    if (stripes < settled || stripes > sent) drifts.push({ workspaceId, field: `meter ${eventName} units`, ours: String(stripes < settled ? settled : sent), stripes: String(stripes) });
  }
  return drifts;
};

const unitsOf = (rows: { units: bigint }[]): number => rows.reduce((sum, row) => sum + Number(row.units), 0);
