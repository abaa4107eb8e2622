import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import type { ModelPricesView } from '@/lib/domain/views/model-price-view';
import { modelPriceView } from './model-price-view';

export const listModelPricesInput = z.strictObject({
  provider: z.string().max(64).optional(),
  model: z.string().max(128).optional(),
  at: z.iso.datetime({ offset: true, message: 'is a date and time with an offset, such as 2026-11-20T10:00:00Z' }).optional(),
});

/** The price of every model as it is in force now, or was at an instant, by provider and model; and those that are set for later. */
export const listModelPrices = async (ctx: Ctx, input: z.input<typeof listModelPricesInput> = {}): Promise<ModelPricesView> => {
  const { at: given, provider, model } = listModelPricesInput.parse(input);
  const at = given === undefined ? ctx.now : new Date(given);
  const rows = await ctx.db.modelPrice.findMany({ where: { provider, model }, orderBy: [{ provider: 'asc' }, { model: 'asc' }, { effectiveFrom: 'asc' }, { id: 'asc' }] });
  const inForce = new Map(rows.filter((row) => row.effectiveFrom <= at).map((row) => [`${row.provider} ${row.model}`, row]));
  const later = rows.filter((row) => row.effectiveFrom > at).sort((a, b) => a.effectiveFrom.getTime() - b.effectiveFrom.getTime());
  const view = (row: (typeof rows)[number]) => modelPriceView(row, ctx.catalog, ctx.locale);
  return { at: at.toISOString(), prices: [...inForce.values()].map(view), upcoming: later.map(view) };
};
