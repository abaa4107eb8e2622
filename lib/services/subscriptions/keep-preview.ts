import { createHash } from 'node:crypto';
import type { WorkspaceCtx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import type { Prisma } from '@/lib/generated/prisma/client';
import { canonicalJson } from '@/lib/services/catalog/plan-fingerprint';
import type { Computed } from './compute-preview';
import type { Wanted } from './target-of-change';

/** How long what was shown may be confirmed. */
export const previewLivesMs = 15 * 60_000;

export type KeptPreview = { view: ChangePreviewView; hash: string };

/** Keeps what is shown, so that confirming can compare it with what holds then. */
export const keepPreview = async (ctx: WorkspaceCtx, wanted: Wanted, computed: Computed, fingerprint: string): Promise<ChangePreviewView> => {
  const expiresAt = new Date(ctx.now.getTime() + previewLivesMs);
  const view: ChangePreviewView = { previewId: newId('prv', ctx.now.getTime()), ...computed.view, expiresAt: expiresAt.toISOString() };
  const kept: KeptPreview = { view, hash: previewHash(computed, fingerprint) };
  await ctx.db.changePreview.create({
    data: {
      id: view.previewId, workspaceId: ctx.workspaceId, input: wanted, result: kept as unknown as Prisma.InputJsonObject, prorationDate: new Date(view.prorationDate * 1000), createdAt: ctx.now, expiresAt,
    },
  });
  return view;
};

/**
 * Everything that was shown and everything that it was worked out from. A period that begins at the confirmation begins some
 * minutes later than one shown before, so dates of lines and of the next invoice count only where the period stays.
 */
export const previewHash = ({ view, target, items, discounts, resetsAnchor, endsTrial }: Computed, fingerprint: string): string => {
  const { lines, nextInvoice, effectiveAt, trialEnd, ...shown } = view;
  const dates = resetsAnchor || endsTrial || view.kind === 'first' ? null : { effectiveAt, trialEnd, nextAt: nextInvoice?.at };
  // Stripe lists lines by when they were made, so two made in the same second or not may come either way round.
  const amounts = lines.map(({ amountMinor, quantity, isProration }) => `${amountMinor} ${quantity} ${isProration}`).sort();
  const facts = { ...shown, amounts, next: nextInvoice?.amountMinor, dates, items, discounts, endsTrial, planVersionId: target.planVersionId, fingerprint };
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
};
