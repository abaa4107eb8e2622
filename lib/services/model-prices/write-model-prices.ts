import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import { noticeMs, sinceEver } from './price-rows';

/**
 * Writes the catalogue's model prices, in the caller's transaction. A model's first price holds since ever; a price that the
 * catalogue changed is a new row that begins soon. What the operator set stays until the catalogue itself says something new.
 */
export const writeModelPrices = async (ctx: Ctx): Promise<number> => {
  const written = await ctx.db.modelPrice.findMany({ where: { source: 'catalog' }, orderBy: [{ effectiveFrom: 'asc' }, { id: 'asc' }] });
  const last = new Map(written.map((row) => [`${row.provider} ${row.model}`, row]));
  const wanted = Object.entries(ctx.catalog.modelPrices ?? {}).flatMap(([provider, models]) => Object.entries(models).map(([model, price]) => ({ provider, model, price })));
  const data = wanted.flatMap(({ provider, model, price }) => {
    const before = last.get(`${provider} ${model}`);
    if (before && Number(before.inputMicros) === price.input && Number(before.outputMicros) === price.output) return [];
    const effectiveFrom = before ? new Date(ctx.now.getTime() + noticeMs) : sinceEver;
    return [{ id: newId('mpr', ctx.now.getTime()), provider, model, inputMicros: BigInt(price.input), outputMicros: BigInt(price.output), effectiveFrom, source: 'catalog', createdAt: ctx.now }];
  });
  await ctx.db.modelPrice.createMany({ data });
  return data.length;
};
