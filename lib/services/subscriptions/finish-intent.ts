import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import type { ChangeIntent, Prisma } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { inTransaction } from '@/lib/services/in-transaction';
import { actOnIntent } from './act-on-intent';
import { inputOf, type IntentInput } from './intent-kinds';
import { collectDraft } from './invoices-of-period';
import { lockWorkspace } from './lock-workspace';
import { outcomeOfIntent } from './outcome-of-intent';
import { fingerprintOf, readLive } from './read-live';
import { syncSubscription } from './sync-subscription';
import { withStripe } from './with-stripe';

/** Stripe keeps idempotency keys for a day; later nobody can tell whether a lost call was carried out. */
const keysLiveMs = 23 * 3_600_000;

type Finished = { kind: 'done'; result: ChangeResult } | { kind: 'over'; reason: unknown };

/**
 * Carries out a stored intent and makes our copy equal to what came of it, in one transaction. Safe to call any number of times and
 * at once: whoever comes later gets the first one's answer. What Stripe refuses for good is marked failed and thrown as the
 * caller's error; after anything else the intent stays open and is tried again.
 */
export const finishIntent = async (ctx: WorkspaceCtx, id: string): Promise<ChangeResult> => {
  const finished = await withStripe(ctx, (tx) => finishLocked(tx, id)).catch((reason: unknown): Finished => {
    if (!isFinal(reason)) throw reason;
    return { kind: 'over', reason };
  });
  if (finished.kind === 'done') return finished.result;
  await fail(ctx, id, finished.reason);
  await syncSubscription(ctx, { workspaceId: ctx.workspaceId });
  throw asAppError(finished.reason);
};

const finishLocked = async (tx: WorkspaceCtx, id: string): Promise<Finished> => {
  await lockWorkspace(tx, { workspaceId: tx.workspaceId });
  const row = await tx.db.changeIntent.findFirstOrThrow({ where: { id, workspaceId: tx.workspaceId } });
  if (row.status !== 'started') return row.status === 'failed' ? { kind: 'over', reason: new AppError('conflict', row.lastError ?? 'This change was refused.') } : { kind: 'done', result: resultOf(row) };
  const live = await readLive(tx);
  const input = inputOf(row);
  // Other facts than those it was decided on: it was carried out, and only our commit was lost, or it was overtaken at Stripe.
  const isAsDecided = live !== null && fingerprintOf(live) === input.fingerprint;
  if (isAsDecided && tx.now.getTime() - row.createdAt.getTime() < keysLiveMs) await actOnIntent(tx, row.id, input);
  else if (live === null && input.kind === 'cancel_now') await collectDraft(tx, input.draftId);
  await syncSubscription(tx, { workspaceId: tx.workspaceId });
  const result = await outcomeOfIntent(tx, input);
  const status = result === null ? 'failed' : result.kind === 'payment_required' ? 'payment_required' : 'applied';
  const lastError = result === null ? 'The subscription changed meanwhile. Look again and choose once more.' : null;
  if (result === null) await giveBackOffer(tx, input);
  await tx.db.changeIntent.update({ where: { id }, data: { status, lastError, finishedAt: tx.now, ...(result && { result: result as unknown as Prisma.InputJsonObject }) } });
  await recordAudit(tx, { action: `subscription.${input.kind}_${status}`, subject: input.subscription, after: { intent: id, result: result?.kind ?? null } });
  return result === null ? { kind: 'over', reason: new AppError('conflict', lastError ?? '') } : { kind: 'done', result };
};

const resultOf = (row: ChangeIntent): ChangeResult => row.result as unknown as ChangeResult;

type Reason = { type?: unknown; statusCode?: unknown; message?: unknown; code?: unknown };

/** Stripe understood and refused: asking again would be refused again. Lost connections, limits and Stripe's own faults are not that. */
const isFinal = (reason: unknown): boolean => {
  const { type, statusCode } = (reason ?? {}) as Reason;
  return typeof type === 'string' && /^Stripe(InvalidRequest|Card|Idempotency|Permission)Error$/.test(type) && typeof statusCode === 'number' && statusCode < 500 && statusCode !== 409 && statusCode !== 429;
};

const fail = (ctx: WorkspaceCtx, id: string, reason: unknown): Promise<void> =>
  inTransaction(ctx, async (tx) => {
    const lastError = reason instanceof Error ? reason.message.slice(0, 2_000) : 'refused';
    const [failed] = await tx.db.changeIntent.updateManyAndReturn({ where: { id, status: 'started' }, data: { status: 'failed', lastError, finishedAt: tx.now } });
    if (failed) await giveBackOffer(tx, inputOf(failed));
  });

/** An offer whose discount never came was not taken. */
const giveBackOffer = async (tx: WorkspaceCtx, input: IntentInput): Promise<void> => {
  if (input.kind === 'accept_offer') await tx.db.retentionOffer.update({ where: { id: input.offerId }, data: { acceptedAt: null } });
};

const asAppError = (reason: unknown): unknown => {
  if (reason instanceof AppError) return reason;
  const { type, message } = (reason ?? {}) as Reason;
  const text = typeof message === 'string' ? message : 'Stripe refused this change.';
  return new AppError(type === 'StripeCardError' ? 'payment_required' : 'conflict', `${text} Nothing was changed.`);
};
