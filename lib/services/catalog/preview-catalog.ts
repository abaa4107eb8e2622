import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { inTransaction } from '@/lib/services/in-transaction';
import type { PushAction } from './push-action';
import { pushCatalog } from './push-catalog';
import { writeCatalog, type WrittenPlan } from './write-catalog';

export const previewCatalogInput = z.strictObject({ archive: z.boolean().default(false) });

export type CatalogPreview = { plans: WrittenPlan[]; actions: PushAction[] };

/** Carries a result out of a transaction that must not commit. */
class Undone extends Error {
  constructor(readonly preview: CatalogPreview) {
    super('this transaction is undone on purpose');
  }
}

/** What writing and pushing the catalogue would do, found out by doing all but the calls that change something, and undoing it. */
export const previewCatalog = async (ctx: Ctx, input: z.input<typeof previewCatalogInput>): Promise<CatalogPreview> => {
  const { archive } = previewCatalogInput.parse(input);
  const act = async (tx: Ctx): Promise<never> => {
    const plans = await writeCatalog(tx);
    throw new Undone({ plans, actions: await pushCatalog(tx, { dryRun: true, archive }) });
  };
  return inTransaction(ctx, act, { timeoutMs: 60_000 }).catch((reason: unknown) => {
    if (reason instanceof Undone) return reason.preview;
    throw reason;
  });
};
