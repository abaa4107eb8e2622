import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { inTransaction } from '@/lib/services/in-transaction';
import { findAtStripe, withdrawnAtStripe } from './find-at-stripe';
import { performAction } from './perform-action';
import { pushActions, type PushAction } from './push-action';
import { wantedOf } from './wanted-of';

export const pushCatalogInput = z.strictObject({
  dryRun: z.boolean().default(false),
  /** Also switches off at Stripe what was taken out of the catalogue. Who subscribes to it keeps it. */
  archive: z.boolean().default(false),
});

/**
 * Makes Stripe hold what the catalogue sells: a product per plan and pack, a price per plan version, interval and currency, per
 * pack and per meter with overage, the meters themselves, and the coupons of the offers to stay. Prices are found by lookup key,
 * and their ids recorded. Returns what was done, or with `dryRun` what would be. Running it again does nothing, and it heals what
 * Stripe lost and what an interrupted run left. Needs the catalogue written.
 */
export const pushCatalog = async (ctx: Ctx, input: z.input<typeof pushCatalogInput>): Promise<PushAction[]> => {
  const { dryRun, archive } = pushCatalogInput.parse(input);
  if (dryRun) return (await planPush(ctx, archive)).actions;
  return inTransaction(ctx, async (tx) => {
    await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('tollgate.catalog.push', 0))`;
    const { actions, meterIds } = await planPush(tx, archive);
    for (const action of actions) await performAction(tx, action, meterIds);
    return actions;
  }, { timeoutMs: 120_000 });
};

const planPush = async (ctx: Ctx, archive: boolean): Promise<{ actions: PushAction[]; meterIds: Map<string, string> }> => {
  const wanted = await wantedOf(ctx);
  const found = await findAtStripe(ctx, wanted);
  const actions = [...pushActions(wanted, found), ...(archive ? await withdrawnAtStripe(ctx) : [])];
  return { actions, meterIds: new Map(found.meters.map((meter) => [meter.event_name, meter.id])) };
};
