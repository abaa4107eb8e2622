import type { z } from 'zod';
import type { Decision, LimitState, MeterQuestion } from '@/lib/domain/decision';
import { operationResolver } from '@/lib/domain/operations';
import type { MeteringCtx } from './metering-ctx';
import { requireMeters } from './resolve-direct';
import type { checkUseInput } from './use-input';

/** A use as a question to the meter. A use that was named by method and path is one by its operation. */
export const questionOf = (ctx: MeteringCtx, input: z.output<typeof checkUseInput>, holdSeconds?: number): MeterQuestion => {
  requireMeters(ctx.catalog, input.units);
  const operation = input.operation ?? byPath(ctx, input);
  return {
    keyHash: ctx.keyHash, requestId: ctx.requestId, isClientRequestId: ctx.isClientRequestId, method: 'USE', path: `/${operation ?? 'units'}`, headers: { ...ctx.headers }, fields: input.fields,
    direct: { operation, units: input.units, quantity: input.quantity, holdSeconds },
  };
};

/** An operation that is not known stays unknown by a name that none has. */
const byPath = ({ catalog, headers }: MeteringCtx, { method = 'POST', path, fields }: z.output<typeof checkUseInput>): string | undefined =>
  path === undefined ? undefined : (operationResolver(catalog)({ method: method.toUpperCase(), path, headers, fields })?.operation ?? `${method} ${path}`);

export type UseView = { decisionId: string; operation: string; units: Record<string, number>; limits: LimitState[]; isReplay: boolean };

export const useView = (decision: Extract<Decision, { allowed: true }>): UseView => ({
  decisionId: decision.decisionId, operation: decision.operation, units: decision.units, limits: decision.limits, isReplay: decision.isReplay,
});
