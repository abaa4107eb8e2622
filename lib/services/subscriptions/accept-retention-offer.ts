import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import type { RetentionOffer } from '@/lib/generated/prisma/client';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { idOf } from './id-of';
import { intentBasis, mustBeLive } from './must-be-live';
import { retentionEligible, type Purpose } from './retention-eligibility';
import { runIntent, type Decision } from './run-intent';

export const acceptRetentionOfferInput = z.strictObject({ offerId: z.string().min(1).max(60) });

/**
 * Takes the offer to stay: its discount holds from the next invoice on, and a cancellation or a scheduled change is taken back.
 * However many people click, a workspace takes one offer a year. Errors: 404 for another workspace's offer, 409 for one that holds no more.
 */
export const acceptRetentionOffer = async (ctx: WorkspaceCtx, input: z.input<typeof acceptRetentionOfferInput>): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  const { offerId } = acceptRetentionOfferInput.parse(input);
  return runIntent(ctx, async (tx): Promise<Decision> => {
    const offer = await tx.db.retentionOffer.findFirst({ where: { id: offerId, workspaceId: tx.workspaceId } });
    if (!offer) throw new AppError('not_found', 'There is no such offer.');
    return offer.acceptedAt === null ? decide(tx, offer) : { kind: 'answer', result: { kind: 'applied' } };
  });
};

const decide = async (tx: WorkspaceCtx, offer: RetentionOffer): Promise<Decision> => {
  const live = await mustBeLive(tx);
  const months = tx.catalog.retention?.variants[offer.variant]?.months ?? 0;
  const isOpen = live.subscription.discounts.length === 0 && (await retentionEligible(tx, offer.purpose as Purpose, months)) !== null;
  if (!isOpen) throw new AppError('conflict', 'This offer does not hold any more.');
  // Accepted with the wish, not with its end: the year begins now, and the database keeps a second one away.
  await tx.db.retentionOffer.update({ where: { id: offer.id }, data: { acceptedAt: tx.now, declinedAt: null } });
  const kept = live.subscription.discounts.map((one) => ({ discount: idOf(one) ?? '' }));
  return { kind: 'ask', key: `offer:${offer.id}`, input: { ...intentBasis(live), kind: 'accept_offer', offerId: offer.id, discounts: [...kept, { coupon: offer.coupon }] } };
};
