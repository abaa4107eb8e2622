import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import type { ModelPriceView } from '@/lib/domain/views/model-price-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { inTransaction } from '@/lib/services/in-transaction';
import { modelPriceView } from './model-price-view';
import { noticeMs } from './price-rows';

const microsPerMillion = z.int('is a whole number of micro-dollars').min(0, 'is 0 or more').max(1_000_000_000_000, 'is at most 1,000,000,000,000 micro-dollars');

export const setModelPriceInput = z.strictObject({
  provider: z.string().min(1).max(64),
  model: z.string().regex(/^\S{1,128}$/, 'has 1 to 128 characters and no spaces'),
  inputMicrosPerMillion: microsPerMillion,
  outputMicrosPerMillion: microsPerMillion,
  /** Absent: as soon as can be. */
  effectiveFrom: z.iso.datetime({ offset: true, message: 'is a date and time with an offset, such as 2026-11-20T10:00:00Z' }).optional(),
});

/**
 * Sets what a million tokens of a model cost: from `effectiveFrom` on, a minute from now at the earliest, so that every process
 * knows it in time; the first price of a model at once. Calls keep the price they were made at. Errors: 403, 422.
 */
export const setModelPrice = async (ctx: Ctx, input: z.input<typeof setModelPriceInput>): Promise<ModelPriceView> => {
  requireOperator(ctx);
  const given = setModelPriceInput.parse(input);
  const { provider, model } = given;
  if (ctx.catalog.providers?.[provider] === undefined) throw invalid('/provider', `is one of ${Object.keys(ctx.catalog.providers ?? {}).join(', ') || 'no provider: the catalogue names none'}`);
  return inTransaction(ctx, async (tx) => {
    const before = await tx.db.modelPrice.findFirst({ where: { provider, model }, orderBy: [{ effectiveFrom: 'desc' }, { id: 'desc' }] });
    const earliest = new Date(tx.now.getTime() + (before ? noticeMs : 0));
    const effectiveFrom = given.effectiveFrom === undefined ? earliest : new Date(given.effectiveFrom);
    if (effectiveFrom < earliest) throw invalid('/effectiveFrom', `is ${earliest.toISOString()} at the earliest`);
    const row = await tx.db.modelPrice.create({
      data: {
        id: newId('mpr', tx.now.getTime()), provider, model, inputMicros: BigInt(given.inputMicrosPerMillion), outputMicros: BigInt(given.outputMicrosPerMillion),
        effectiveFrom, source: 'operator', createdById: tx.actor.kind === 'operator' ? tx.actor.userId : null, createdAt: tx.now,
      },
    });
    const view = modelPriceView(row, tx.catalog, tx.locale);
    await recordAudit(tx, { action: 'model_price.set', subject: row.id, before: before ? { ...modelPriceView(before, tx.catalog, tx.locale) } : undefined, after: { ...view } });
    return view;
  });
};

const invalid = (pointer: string, message: string): AppError => new AppError('invalid_input', 'Some of what was sent is not right. See "errors".', { errors: [{ pointer, message }] });
