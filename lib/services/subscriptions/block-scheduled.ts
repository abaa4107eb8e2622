import type { WorkspaceCtx } from '@/lib/context';
import { changeBlockers } from '@/lib/domain/change-blockers';
import { localize } from '@/lib/domain/locale';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { scheduledChange } from './coming-changes';
import { allowed } from './compute-preview';
import { intentBasis, nothingInTheWay } from './must-be-live';
import { readInUse } from './read-in-use';
import { readLive, type Live } from './read-live';
import { nextKey, runIntent, type Decision } from './run-intent';

/** What somebody uses, keys or people may have come since a downgrade was scheduled. Takes it back when they stand in its way; answers whether it did. */
export const blockScheduled = async (ctx: WorkspaceCtx): Promise<boolean> => {
  let isBlocked = false;
  await runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await readLive(tx);
    const reasons = live ? await reasonsOf(tx, live) : [];
    isBlocked = reasons.length > 0;
    if (!live || !isBlocked) return { kind: 'answer', result: { kind: 'applied' } };
    const basis = intentBasis(live);
    const inTheWay = { ...nothingInTheWay, scheduleId: basis.inTheWay.scheduleId };
    return { kind: 'ask', key: await nextKey(tx, 'block_downgrade', live.subscription.id), input: { ...basis, kind: 'block_downgrade', inTheWay, reasons } };
  });
  return isBlocked;
};

/** A payment that is late blocks a change that is asked for; one that was agreed before it makes things no worse. */
const reasonsOf = async (tx: WorkspaceCtx, live: Live): Promise<string[]> => {
  const due = await scheduledChange(tx, live.subscription);
  if (!due) return [];
  const version = await tx.db.planVersion.findUniqueOrThrow({ where: { id: due.planVersionId } });
  const terms = termsOf(version);
  const inUse = await readInUse(tx, live.plan, terms);
  return changeBlockers(inUse, { plan: localize(terms.name, tx.locale), seats: allowed(terms, due.quantity).seats, apiKeys: terms.apiKeys }).map((blocker) => blocker.message);
};
