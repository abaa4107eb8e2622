import type { WorkspaceCtx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import type { CreditPurchase } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { ensureCustomer } from '@/lib/services/subscriptions/ensure-customer';
import { lockWorkspace, type LockedWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import type { PackForSale } from './pack-for-sale';
import { settlePurchases } from './settle-purchases';

/** A request that begins this soon after another began is the same click: it gets the same answer without asking Stripe anew. */
const sameClickMs = 2_000;

const locked = async (ctx: WorkspaceCtx): Promise<LockedWorkspace> => {
  const workspace = await lockWorkspace(ctx, { workspaceId: ctx.workspaceId });
  if (!workspace) throw new Error(`There is no workspace ${ctx.workspaceId}.`);
  return workspace;
};

const stillOffered = (ctx: WorkspaceCtx, { pack, meter, units, amountMinor, currency }: PackForSale): Promise<CreditPurchase | null> =>
  ctx.db.creditPurchase.findFirst({
    where: { workspaceId: ctx.workspaceId, pack, meter, units: BigInt(units), amountMinor, currency, status: { in: ['opening', 'open'] } }, orderBy: { createdAt: 'desc' },
  });

/**
 * First half of a purchase, to be committed before Stripe is asked for a session: the row that says what is being bought. Reuses
 * the one that is open for the same pack at the same price.
 */
export const intendPurchase = async (ctx: WorkspaceCtx, sale: PackForSale): Promise<CreditPurchase> => {
  const workspace = await locked(ctx);
  const row = await stillOffered(ctx, sale);
  if (row && ctx.now.getTime() - row.createdAt.getTime() < sameClickMs) return row;
  await ensureCustomer(ctx, workspace);
  if (row) await settlePurchases(ctx, { workspaceId: workspace.id });
  const left = row && (await stillOffered(ctx, sale));
  if (left) return left;
  const id = newId('cpu', ctx.now.getTime());
  const createdById = ctx.actor.kind === 'member' ? ctx.actor.userId : ctx.actor.kind === 'apiKey' ? ctx.actor.keyId : ctx.actor.kind;
  return ctx.db.creditPurchase.create({
    data: {
      id, workspaceId: workspace.id, pack: sale.pack, meter: sale.meter, units: BigInt(sale.units), amountMinor: sale.amountMinor, currency: sale.currency,
      stripeSessionId: `opening_${id}`, url: '', status: 'opening', createdById, createdAt: ctx.now,
    },
  });
};

/**
 * Second half: the session at Stripe. The key comes from the row, so that whoever comes again (a double click, a retry after our
 * commit failed) gets the same session. Null when the purchase ended meanwhile.
 */
export const openPurchase = async (ctx: WorkspaceCtx, purchaseId: string, sale: PackForSale): Promise<{ url: string; sessionId: string } | null> => {
  const workspace = await locked(ctx);
  const row = await ctx.db.creditPurchase.findUniqueOrThrow({ where: { id: purchaseId } });
  if (row.status === 'open') return { url: row.url, sessionId: row.stripeSessionId };
  if (row.status !== 'opening' || workspace.stripeCustomerId === null) return null;
  const metadata = { tollgate_workspace: workspace.id, tollgate_purchase: row.id };
  const session = await ctx.stripe.checkout.sessions.create(
    {
      mode: 'payment', ui_mode: 'hosted_page', customer: workspace.stripeCustomerId, client_reference_id: workspace.id, metadata,
      line_items: [{ price: sale.stripePriceId, quantity: 1 }], invoice_creation: { enabled: true, invoice_data: { metadata } }, payment_intent_data: { metadata },
      success_url: `${ctx.origin}/credits/return?session_id={CHECKOUT_SESSION_ID}`, cancel_url: `${ctx.origin}/credits`,
    },
    { ...whileLocked, idempotencyKey: `credits-${row.id}` },
  );
  if (session.url === null) throw new Error(`Stripe opened session ${session.id} without a page.`);
  await ctx.db.creditPurchase.update({ where: { id: row.id }, data: { status: 'open', stripeSessionId: session.id, url: session.url } });
  await recordAudit(ctx, { action: 'credits.checkout_opened', subject: row.id, after: { pack: sale.pack, units: sale.units, amountMinor: sale.amountMinor, currency: sale.currency, sessionId: session.id } });
  return { url: session.url, sessionId: session.id };
};
