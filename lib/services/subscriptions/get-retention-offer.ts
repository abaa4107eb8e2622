import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { Retention } from '@/lib/domain/catalog';
import { newId } from '@/lib/domain/ids';
import { localize } from '@/lib/domain/locale';
import { afterPercentOff, retentionVariant } from '@/lib/domain/retention';
import { retentionCouponId } from '@/lib/domain/stripe-names';
import type { RetentionOfferAnswer } from '@/lib/domain/views/billing-view';
import type { RetentionOffer } from '@/lib/generated/prisma/client';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { lockWorkspace } from './lock-workspace';
import type { SubscriptionFacts } from './project-subscription';
import { retentionEligible, type Purpose } from './retention-eligibility';

export const getRetentionOfferInput = z.strictObject({ for: z.enum(['cancel', 'downgrade']) });

/**
 * The offer to stay that this workspace may take now, or null. Its variant is the workspace's own and written down with when it was
 * shown, which is what the operator's experiment counts. Looking again shows the same offer.
 */
export const getRetentionOffer = async (ctx: WorkspaceCtx, input: z.input<typeof getRetentionOfferInput>): Promise<RetentionOfferAnswer> => {
  requireRole(ctx, billingRoles);
  const { for: purpose } = getRetentionOfferInput.parse(input);
  const { retention } = ctx.catalog;
  if (!retention) return { offer: null };
  const variant = retentionVariant(retention, ctx.workspaceId);
  const terms = retention.variants[variant];
  const facts = terms && (await retentionEligible(ctx, purpose, terms.months));
  if (!terms || !facts) return { offer: null };
  const row = await shown(ctx, purpose, variant);
  return { offer: viewOf(ctx, row, terms, facts) };
};

/** One row while it is open, however many people look. */
const shown = (ctx: WorkspaceCtx, purpose: Purpose, variant: string): Promise<RetentionOffer> =>
  inTransaction(ctx, async (tx) => {
    await lockWorkspace(tx, { workspaceId: ctx.workspaceId });
    const open = await tx.db.retentionOffer.findFirst({ where: { workspaceId: ctx.workspaceId, purpose, variant, acceptedAt: null, declinedAt: null } });
    if (open) return open;
    return tx.db.retentionOffer.create({
      data: { id: newId('ofr', ctx.now.getTime()), workspaceId: ctx.workspaceId, purpose, variant, coupon: retentionCouponId(ctx.catalog.id, variant), shownAt: ctx.now },
    });
  });

const viewOf = (ctx: WorkspaceCtx, row: RetentionOffer, terms: Retention['variants'][string], facts: SubscriptionFacts) => ({
  offerId: row.id, purpose: row.purpose as Purpose, headline: localize(terms.headline, ctx.locale), percentOff: terms.percentOff, months: terms.months,
  amountMinor: afterPercentOff(facts.amountMinor, terms.percentOff), fullAmountMinor: facts.amountMinor, currency: facts.currency, interval: facts.interval,
});
