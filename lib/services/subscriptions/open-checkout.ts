import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import type { Checkout } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/domain/ids';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { ensureCustomer } from './ensure-customer';
import { expireSessions } from './expire-sessions';
import { lockWorkspace, type LockedWorkspace } from './lock-workspace';
import { missingAsNull } from './missing-as-null';
import type { ForSale } from './plan-for-sale';
import { whileLocked } from './stripe-call';
import { syncSubscription } from './sync-subscription';

/** How long an intent whose session never came back is tried again with its own key; Stripe keeps keys for a day. */
const intentLivesMs = 600_000;
/** A request that begins this soon after another began is the same click: it gets the same answer without asking Stripe anew. */
const sameClickMs = 2_000;

const locked = async (ctx: WorkspaceCtx): Promise<LockedWorkspace> => {
  const workspace = await lockWorkspace(ctx, { workspaceId: ctx.workspaceId });
  if (!workspace) throw new Error(`There is no workspace ${ctx.workspaceId}.`);
  return workspace;
};

/**
 * First half of a purchase, to be committed before Stripe is asked for a session: the row that says what is being bought. Reuses
 * the open one for the same plan and interval, ends any other, here and at Stripe. `null` when there is a live subscription.
 */
export const intendCheckout = async (ctx: WorkspaceCtx, sale: ForSale): Promise<Checkout | null> => {
  const workspace = await locked(ctx);
  const row = await ctx.db.checkout.findFirst({ where: { workspaceId: workspace.id, status: { in: ['opening', 'open'] } } });
  const same = row && isFor(row, sale) ? row : null;
  const ageMs = same ? ctx.now.getTime() - same.createdAt.getTime() : 0;
  if (same && ageMs < sameClickMs) return same;
  const customer = await ensureCustomer(ctx, workspace);
  const unanswered = same?.status === 'opening' && ageMs < intentLivesMs ? same : null;
  if (!unanswered) await expireSessions(ctx, customer, same?.stripeSessionId);
  const synced = await syncSubscription(ctx, { workspaceId: workspace.id });
  if (synced.kind === 'synced' && synced.hasLive) return null;
  if (unanswered) return unanswered;
  if (row) {
    const session = same?.status === 'open' ? await missingAsNull(ctx.stripe.checkout.sessions.retrieve(row.stripeSessionId, {}, whileLocked)) : null;
    if (session?.status === 'open') return row;
    await ctx.db.checkout.update({ where: { id: row.id }, data: { status: session?.status === 'complete' ? 'complete' : 'expired', closedAt: ctx.now } });
  }
  const id = newId('chk', ctx.now.getTime());
  const createdById = ctx.actor.kind === 'member' ? ctx.actor.userId : ctx.actor.kind === 'apiKey' ? ctx.actor.keyId : ctx.actor.kind;
  return ctx.db.checkout.create({
    data: {
      id, workspaceId: workspace.id, stripeSessionId: `opening_${id}`, planVersionId: sale.planVersionId, interval: sale.interval, quantity: sale.quantity,
      promotionCodeId: sale.promotionCodeId, url: '', status: 'opening',
      createdById, createdAt: ctx.now,
    },
  });
};

const isFor = (row: Checkout, sale: ForSale): boolean =>
  row.planVersionId === sale.planVersionId && row.interval === sale.interval && row.quantity === sale.quantity && row.promotionCodeId === sale.promotionCodeId;

/**
 * Second half: the session at Stripe. The key comes from the row, so that whoever comes again (a double click, a retry after our
 * commit failed) gets the same session. `null` when another purchase took the row's place meanwhile.
 */
export const openSession = async (ctx: WorkspaceCtx, checkoutId: string, sale: ForSale): Promise<{ url: string; sessionId: string } | null> => {
  const workspace = await locked(ctx);
  const row = await ctx.db.checkout.findUniqueOrThrow({ where: { id: checkoutId } });
  if (row.status === 'open') return { url: row.url, sessionId: row.stripeSessionId };
  if (row.status !== 'opening' || workspace.stripeCustomerId === null) return null;
  const trialDays = sale.trialDays !== null && (await ctx.db.subscription.count({ where: { workspaceId: workspace.id } })) === 0 ? sale.trialDays : undefined;
  const session = await ctx.stripe.checkout.sessions.create(
    { ...sessionFor(sale, trialDays ?? null, workspace.id), customer: workspace.stripeCustomerId, success_url: `${ctx.origin}/checkout/return?session_id={CHECKOUT_SESSION_ID}`, cancel_url: `${ctx.origin}/plans` },
    { ...whileLocked, idempotencyKey: `checkout-${row.id}` },
  );
  if (session.url === null) throw new Error(`Stripe opened session ${session.id} without a page.`);
  await ctx.db.checkout.update({ where: { id: row.id }, data: { status: 'open', stripeSessionId: session.id, url: session.url } });
  await recordAudit(ctx, { action: 'checkout.opened', subject: row.id, after: { plan: sale.plan, interval: sale.interval, quantity: sale.quantity, sessionId: session.id, trialDays: trialDays ?? null } });
  return { url: session.url, sessionId: session.id };
};

/** Which page is asked for. A code that was typed before is applied; else Stripe's page has a field for one. */
const sessionFor = (sale: ForSale, trialDays: number | null, workspaceId: string): Stripe.Checkout.SessionCreateParams => {
  const metadata = { tollgate_workspace: workspaceId };
  const isWithoutCard = trialDays !== null && sale.trialWithoutCard !== null;
  return {
    mode: 'subscription', ui_mode: 'hosted_page', client_reference_id: workspaceId, metadata, line_items: sale.items.map(({ price, quantity }) => ({ price, ...(quantity === undefined ? {} : { quantity }) })),
    ...(sale.promotionCodeId === null ? { allow_promotion_codes: true } : { discounts: [{ promotion_code: sale.promotionCodeId }] }),
    ...(isWithoutCard ? { payment_method_collection: 'if_required' } : {}),
    subscription_data: {
      metadata, ...(trialDays === null ? {} : { trial_period_days: trialDays }),
      ...(isWithoutCard && sale.trialWithoutCard ? { trial_settings: { end_behavior: { missing_payment_method: sale.trialWithoutCard } } } : {}),
    },
  };
};
