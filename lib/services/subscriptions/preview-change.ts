import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { computeFirstPreview } from './compute-first-preview';
import { computePreview } from './compute-preview';
import { keepPreview } from './keep-preview';
import { fingerprintOf, readLive } from './read-live';
import type { Wanted } from './target-of-change';

const seats = z.number().int().min(1).max(100_000);

export const wantedChange = {
  plan: z.string().min(1).max(40), interval: z.enum(['month', 'year']),
  /** How many seats; what makes sense for the plan when it is left out. */
  quantity: seats.optional(),
  /** A promotion code, as the customer types it. */
  coupon: z.string().trim().min(1).max(100).optional(),
};

export const previewChangeInput = z.strictObject({ ...wantedChange, quantity: z.coerce.number().pipe(seats).optional() });

/**
 * What a change would be, cost, take away and be blocked by, kept for fifteen minutes under `previewId`: a confirmation that
 * names it is carried out only while all of it still holds. Nothing is bought or changed. Errors: 422 naming what is not sold so.
 */
export const previewChange = async (ctx: WorkspaceCtx, input: z.input<typeof previewChangeInput>): Promise<ChangePreviewView> => {
  requireRole(ctx, billingRoles);
  return freshPreview(ctx, wantedOf(previewChangeInput.parse(input)));
};

export const wantedOf = ({ plan, interval, quantity, coupon }: { plan: string; interval: Wanted['interval']; quantity?: number; coupon?: string }): Wanted => ({
  plan, interval, quantity: quantity ?? null, coupon: coupon ?? null,
});

export const freshPreview = async (ctx: WorkspaceCtx, wanted: Wanted): Promise<ChangePreviewView> => {
  const live = await readLive(ctx);
  const at = new Date(Math.floor(ctx.now.getTime() / 1000) * 1000);
  const computed = live ? await computePreview(ctx, live, wanted, at) : await computeFirstPreview(ctx, wanted, at);
  return keepPreview(ctx, wanted, computed, live ? fingerprintOf(live) : 'none');
};
