import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { localize } from '@/lib/domain/locale';
import type { CheckoutView } from '@/lib/domain/views/plan-view';
import type { Checkout } from '@/lib/generated/prisma/client';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { missingAsNull } from './missing-as-null';
import { syncSubscription } from './sync-subscription';

export const getCheckoutInput = z.strictObject({ sessionId: z.string().min(1).max(255) });

/**
 * How a Checkout of this workspace stands. Asks Stripe until it has ended, and once it is paid makes the plan so by itself: the
 * page that the browser returns to does not depend on the webhook. 404 for a session of another workspace.
 */
export const getCheckout = async (ctx: WorkspaceCtx, input: z.input<typeof getCheckoutInput>): Promise<CheckoutView> => {
  const { sessionId } = getCheckoutInput.parse(input);
  const row = await ctx.db.checkout.findFirst({ where: { stripeSessionId: sessionId, workspaceId: ctx.workspaceId } });
  if (!row) throw new AppError('not_found', 'There is no such checkout.');
  const status = row.status === 'open' ? await settle(ctx, row) : row.status === 'complete' ? 'complete' : 'expired';
  const version = await ctx.db.planVersion.findUniqueOrThrow({ where: { id: row.planVersionId } });
  const applied = status === 'complete' && (await isApplied(ctx, row));
  return { sessionId, status, applied, plan: { id: version.plan, name: localize(termsOf(version).name, ctx.locale) }, trialEnd: applied ? await trialEndOf(ctx) : null };
};

const trialEndOf = async (ctx: WorkspaceCtx): Promise<string | null> => {
  const trial = await ctx.db.subscription.findFirst({ where: { workspaceId: ctx.workspaceId, status: 'trialing' }, select: { trialEnd: true } });
  return trial?.trialEnd?.toISOString() ?? null;
};

const settle = async (ctx: WorkspaceCtx, row: Checkout): Promise<CheckoutView['status']> => {
  const session = await missingAsNull(ctx.stripe.checkout.sessions.retrieve(row.stripeSessionId));
  if (session?.status === 'open') return 'open';
  const status = session?.status === 'complete' ? 'complete' : 'expired';
  await ctx.db.checkout.updateMany({ where: { id: row.id, status: 'open' }, data: { status, closedAt: ctx.now } });
  return status;
};

const isApplied = async (ctx: WorkspaceCtx, row: Checkout): Promise<boolean> => {
  const workspace = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspaceId }, select: { planVersionId: true } });
  if (workspace.planVersionId === row.planVersionId) return true;
  const synced = await syncSubscription(ctx, { workspaceId: ctx.workspaceId });
  return synced.kind === 'synced' && synced.planVersionId === row.planVersionId;
};
