import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import type { ChangeIntent, Prisma } from '@/lib/generated/prisma/client';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { finishIntent } from './finish-intent';
import type { IntentInput } from './intent-kinds';
import { lockWorkspace } from './lock-workspace';
import { withStripe } from './with-stripe';

/** What a verb decides with the workspace locked: ask this of Stripe, or answer at once because it is so already. */
export type Decision<Other = never> = { kind: 'ask'; key: string; input: IntentInput } | { kind: 'answer'; result: ChangeResult | Other };

type First<Other> = { kind: 'decided'; decision: Decision<Other>; row: ChangeIntent | null } | { kind: 'finish_first'; id: string };
type Decide<Other> = (tx: WorkspaceCtx) => Promise<Decision<Other>>;

/** More rounds than a workspace ever has unfinished intents. */
const mostRounds = 8;

/**
 * Asks something of Stripe exactly once. What is wanted is decided with the workspace locked and committed before Stripe is called,
 * then carried out with idempotency keys of its own row; a call whose answer or commit was lost is finished by whoever comes next or
 * by a job. What others left unfinished is finished first, so that the last wish of a person is the one that holds.
 */
export const runIntent = async <Other = never>(ctx: WorkspaceCtx, decide: Decide<Other>): Promise<ChangeResult | Other> => {
  for (let round = 0; round < mostRounds; round += 1) {
    const first = await withStripe(ctx, (tx) => decideLocked(tx, decide));
    if (first.kind === 'finish_first') {
      await finishIntent(ctx, first.id).catch((reason: unknown) => throwUnlessOver(reason));
      continue;
    }
    if (first.decision.kind === 'answer') return first.decision.result;
    if (first.row) return finishIntent(ctx, first.row.id);
  }
  throw new AppError('conflict', 'Other changes of this subscription are under way. Try again in a moment.');
};

/** Another's wish that Stripe refused is over, and no business of this caller's. */
const throwUnlessOver = (reason: unknown): void => {
  if (!(reason instanceof AppError) || reason.code === 'unavailable') throw reason;
};

const decideLocked = async <Other>(tx: WorkspaceCtx, decide: Decide<Other>): Promise<First<Other>> => {
  const workspace = await lockWorkspace(tx, { workspaceId: tx.workspaceId });
  if (!workspace) throw new AppError('not_found', 'There is no such workspace.');
  const open = await tx.db.changeIntent.findFirst({ where: { workspaceId: tx.workspaceId, status: 'started' }, orderBy: { createdAt: 'asc' }, select: { id: true } });
  if (open) return { kind: 'finish_first', id: open.id };
  const decision = await decide(tx);
  return { kind: 'decided', decision, row: decision.kind === 'ask' ? await store(tx, decision.key, decision.input) : null };
};

const store = async (tx: WorkspaceCtx, key: string, input: IntentInput): Promise<ChangeIntent> => {
  const { actor } = tx;
  const actorId = actor.kind === 'member' || actor.kind === 'operator' ? actor.userId : actor.kind === 'apiKey' ? actor.keyId : actor.kind === 'job' ? actor.job : null;
  const row = await tx.db.changeIntent.create({
    data: {
      id: newId('itn', tx.now.getTime()), workspaceId: tx.workspaceId, kind: input.kind, key, input: JSON.parse(JSON.stringify(input)) as Prisma.InputJsonObject, status: 'started',
      actorKind: actor.kind, actorId, createdAt: tx.now,
    },
  });
  await recordAudit(tx, { action: `subscription.${input.kind}_asked`, subject: input.subscription, after: { intent: row.id, key } });
  return row;
};

/** A key for a wish that may be had again later: how often it was had before is part of it. */
export const nextKey = async (tx: WorkspaceCtx, kind: IntentInput['kind'], subscription: string): Promise<string> => {
  const before = await tx.db.changeIntent.count({ where: { workspaceId: tx.workspaceId, kind } });
  return `${kind}:${subscription}:${before + 1}`;
};
