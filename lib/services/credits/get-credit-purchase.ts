import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { CreditPurchaseView } from '@/lib/domain/views/billing-view';
import { settlePurchases } from './settle-purchases';

export const getCreditPurchaseInput = z.strictObject({ sessionId: z.string().min(1).max(255) });

/**
 * How a purchase of this workspace stands. Asks Stripe until it has ended, and grants what is paid by itself: the page that the
 * browser returns to does not depend on the webhook. 404 for a session of another workspace.
 */
export const getCreditPurchase = async (ctx: WorkspaceCtx, input: z.input<typeof getCreditPurchaseInput>): Promise<CreditPurchaseView> => {
  const { sessionId } = getCreditPurchaseInput.parse(input);
  const find = () => ctx.db.creditPurchase.findFirst({ where: { stripeSessionId: sessionId, workspaceId: ctx.workspaceId } });
  const row = await find();
  if (!row) throw new AppError('not_found', 'There is no such purchase.');
  if (row.status === 'open') await settlePurchases(ctx, { workspaceId: ctx.workspaceId });
  const { status, units, meter } = (await find()) ?? row;
  return { sessionId, status: status === 'paid' ? 'paid' : status === 'expired' ? 'expired' : 'open', units: Number(units), meter };
};
