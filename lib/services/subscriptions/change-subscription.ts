import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import type { ChangePreview } from '@/lib/generated/prisma/client';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { buyFirst } from './buy-first';
import { cancelReasons } from './cancel-reasons';
import { countMoneyMove } from './count-money-move';
import { phaseItems } from './change-items';
import { currentItems } from './coming-changes';
import { computePreview, type Computed } from './compute-preview';
import { declineOffers } from './decline-offers';
import { idOf } from './id-of';
import type { Target } from './intent-kinds';
import { previewHash, type KeptPreview } from './keep-preview';
import { freshPreview, wantedChange, wantedOf } from './preview-change';
import { fingerprintOf, inTheWayOf, readLive, type Live } from './read-live';
import { runIntent, type Decision } from './run-intent';
import type { Wanted } from './target-of-change';

export const changeSubscriptionInput = z.strictObject({
  ...wantedChange,
  /** What was shown before: needed to change a subscription, and good for fifteen minutes. */
  previewId: z.string().min(1).max(60).optional(),
  reason: z.enum(cancelReasons).optional(),
  feedback: z.string().trim().min(1).max(2_000).optional(),
});
type Input = z.output<typeof changeSubscriptionInput>;

/**
 * Buys a first plan, or changes the subscription exactly as its preview said. More comes at once and is charged at once; less comes
 * at the period's end. Confirming one preview again, however often and at once, is one change and one answer. Errors: 409
 * `stale_preview` with a fresh one in `preview` when anything differs from what was shown, 409 `conflict` naming what stands in the
 * way, 402 `payment_required` without a card, 422 for what is not sold so.
 */
export const changeSubscription = async (ctx: WorkspaceCtx, input: z.input<typeof changeSubscriptionInput>): Promise<ChangeResult> => {
  requireRole(ctx, billingRoles);
  const wanted = changeSubscriptionInput.parse(input);
  await countMoneyMove(ctx);
  const preview = wanted.previewId === undefined ? null : await ctx.db.changePreview.findFirst({ where: { id: wanted.previewId, workspaceId: ctx.workspaceId } });
  if (wanted.previewId !== undefined && !preview) throw new AppError('not_found', 'There is no such preview.');
  const kept = preview && (preview.result as unknown as KeptPreview);
  const isLive = (await readLive(ctx)) !== null;
  if (!isLive && (kept === null || kept.view.kind === 'first')) return buyFirst(ctx, { ...wanted, coupon: wanted.coupon ?? (preview && wantedIn(preview).coupon) ?? undefined });
  if (!preview || !kept) return stale(ctx, 'Look at what this change costs first, and confirm that.', wantedOf(wanted));
  const result = await runIntent(ctx, (tx) => decide(tx, wanted, preview, kept));
  return result.kind === 'stale' ? stale(ctx, 'Something changed since this was shown. Nothing was charged; here is what holds now.', wantedIn(preview)) : result;
};

type Stale = { kind: 'stale' };

/** Kept outside the transaction that found it out, which the error undoes. */
const stale = async (ctx: WorkspaceCtx, message: string, wanted: Wanted): Promise<never> => {
  throw new AppError('stale_preview', message, { extra: { preview: await freshPreview(ctx, wanted) } });
};

const wantedIn = (preview: ChangePreview): Wanted => preview.input as unknown as Wanted;

const decide = async (tx: WorkspaceCtx, input: Input, preview: ChangePreview, kept: KeptPreview): Promise<Decision<Stale>> => {
  const key = `change:${preview.id}`;
  const earlier = await tx.db.changeIntent.findUnique({ where: { workspaceId_key: { workspaceId: tx.workspaceId, key } } });
  if (earlier && earlier.status !== 'failed') return { kind: 'answer', result: earlier.result as unknown as ChangeResult };
  const live = await readLive(tx);
  const computed = live && (await recompute(tx, live, preview));
  const isStale = !computed || earlier !== null || preview.expiresAt <= tx.now || !isAsked(input, preview, computed) || previewHash(computed, fingerprintOf(live)) !== kept.hash;
  if (isStale) return { kind: 'answer', result: { kind: 'stale' } };
  refuse(computed, live);
  if (computed.view.kind === 'downgrade') await declineOffers(tx, 'downgrade');
  await tx.db.changePreview.update({ where: { id: preview.id }, data: { usedAt: tx.now } });
  return { kind: 'ask', key, input: await intentOf(tx, { live, computed, previewId: preview.id, reason: input.reason ?? null, feedback: input.feedback ?? null }) };
};

/** Once more, at the same instant. Null when that instant is in a period that is over. */
const recompute = (tx: WorkspaceCtx, live: Live, preview: ChangePreview): Promise<Computed> | null =>
  preview.prorationDate.getTime() < live.item.current_period_start * 1000 ? null : computePreview(tx, live, wantedIn(preview), preview.prorationDate);

/** Whether what is confirmed is what was shown. */
const isAsked = (input: Input, preview: ChangePreview, { target }: Computed): boolean =>
  input.plan === target.plan && input.interval === target.interval && (input.quantity === undefined || input.quantity === target.quantity) &&
  (input.coupon === undefined || input.coupon === wantedIn(preview).coupon);

const refuse = ({ view }: Computed, live: Live): void => {
  if (view.kind === 'none') throw new AppError('invalid_input', 'This is what you have already.', { errors: [{ pointer: '/plan', message: 'is what you have already' }] });
  if (view.blockers.length > 0) {
    throw new AppError('conflict', view.blockers.map((blocker) => blocker.message).join(' '), { extra: { blockers: view.blockers } });
  }
  if (view.dueNowMinor > 0 && live.onFile.paymentMethodId === null) throw new AppError('payment_required', 'There is no card to pay with. Add one first.');
};

type Agreed = { live: Live; computed: Computed; previewId: string; reason: string | null; feedback: string | null };

const intentOf = async (tx: WorkspaceCtx, { live, computed, previewId, reason, feedback }: Agreed): Promise<Extract<Decision, { kind: 'ask' }>['input']> => {
  const { view, items, discounts, resetsAnchor, endsTrial } = computed;
  const target: Target = { planVersionId: computed.target.planVersionId, plan: computed.target.plan, interval: computed.target.interval, quantity: computed.target.quantity };
  const common = { subscription: live.subscription.id, fingerprint: fingerprintOf(live), inTheWay: inTheWayOf(live), reason, feedback, target, previewId, resetsAnchor };
  if (view.when === 'now') return { kind: 'change_now', ...common, endsTrial, items, prorationDate: view.prorationDate, discounts };
  const kept = live.subscription.discounts.map((one) => ({ discount: idOf(one) ?? '' }));
  return {
    kind: 'change_later', ...common, current: currentItems(live.subscription), items: await phaseItems(tx, computed.target), duration: target.interval, discounts: discounts ?? kept, kept,
    at: live.item.current_period_end,
  };
};
