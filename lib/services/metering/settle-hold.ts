import type { z } from 'zod';
import { AppError } from '@/lib/domain/app-error';
import { settle, type Settlement } from '@/lib/services/usage/settle';
import { findUse, type UseRow } from './find-use';
import type { MeteringCtx } from './metering-ctx';
import { requireMeters } from './resolve-direct';
import type { releaseHoldInput, settleHoldInput } from './use-input';

export type SettledView = { decisionId: string; outcome: string; units: Record<string, number>; beyond: { meter: string; units: number; as: 'overage' | 'debt' }[]; costMicros: number | null };

/**
 * Fixes what a hold really took. More than was held is taken as far as it is there; the rest is overage or debt. Settling again, or
 * after the hold was released or expired, is a conflict.
 */
export const settleHold = async (ctx: MeteringCtx, input: z.output<typeof settleHoldInput>): Promise<SettledView> => {
  requireMeters(ctx.catalog, input.units);
  const { units, provider, model, inputTokens, outputTokens } = input;
  const isModelCall = provider !== undefined && model !== undefined;
  const row = await findUse(ctx, input.decisionId);
  const spec = ctx.catalog.operations[row.operation]?.model;
  const tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
  const counted = isModelCall && spec?.tokens !== undefined && inputTokens !== undefined ? { [spec.tokens]: tokens } : {};
  const measured = units === undefined && !isModelCall ? undefined : { units: { ...counted, ...units }, provider, model, inputTokens, outputTokens, costMeter: spec?.cost };
  return end(ctx, row, { outcome: 'succeeded', measured });
};

/** Gives back all that a hold holds. */
export const releaseHold = async (ctx: MeteringCtx, input: z.output<typeof releaseHoldInput>): Promise<SettledView> => end(ctx, await findUse(ctx, input.decisionId), { outcome: 'released' });

const end = async (ctx: MeteringCtx, row: UseRow, how: Pick<Settlement, 'outcome' | 'measured'>): Promise<SettledView> => {
  if (row.outcome !== 'held') throw notHeld(row.outcome);
  const settled = await settle(ctx, [{ decisionId: row.id, occurredAt: row.occurred_at.toISOString(), statusCode: null, latencyMs: 0, ...how }]);
  const after = await findUse(ctx, row.id);
  if (settled === 0) throw notHeld(after.outcome === 'held' ? 'released' : after.outcome);
  const beyond = (after.beyond ?? []).map(({ m, n, as }) => ({ meter: m, units: n, as }));
  return { decisionId: after.id, outcome: after.outcome, units: how.outcome === 'released' ? {} : after.units, beyond, costMicros: after.cost_micros === null ? null : Number(after.cost_micros) };
};

const notHeld = (outcome: string): AppError =>
  new AppError('conflict', outcome === 'released' ? 'This hold was released or has expired.' : 'This use is not held: it is settled already, or was never a hold.', { extra: { outcome } });
