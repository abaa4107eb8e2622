import type { Pool } from 'pg';
import { tokenCost } from '@/lib/domain/model-usage/token-cost';
import type { Settlement } from '@/lib/services/usage/settle';
import { pricesAfresh, pricesUntil } from './price-table-in-use';

type Priced = { settlement: Settlement; costMicros: number | null };

/**
 * Settlements of model calls with what each call cost, by the price in force when it was made. A call whose model has no price,
 * or whose tokens nobody reported, costs `null`: it is counted, and shown as unknown. Prices are read at most once in ten seconds,
 * and once for a batch with a model that nobody knows.
 */
export const withCosts = async (ctx: { sql: Pool }, settlements: Settlement[]): Promise<Settlement[]> => {
  const calls = settlements.filter(needsCost);
  if (calls.length === 0) return settlements;
  const { priceAt } = await pricesUntil(ctx.sql, Math.max(...calls.map((call) => Date.parse(call.occurredAt))));
  let priced = calls.map((call) => price(call, priceAt));
  if (priced.some(({ costMicros }) => costMicros === null)) {
    const afresh = await pricesAfresh(ctx.sql);
    priced = calls.map((call) => price(call, afresh.priceAt));
  }
  const costs = new Map(priced.map(({ settlement, costMicros }) => [settlement, costMicros]));
  return settlements.map((one) => withCost(one, costs.get(one)));
};

const needsCost = ({ measured }: Settlement): boolean => measured?.costMicros === undefined && measured?.provider !== undefined && measured.model !== undefined && measured.inputTokens !== undefined;

const price = (settlement: Settlement, priceAt: (provider: string, model: string, atMs: number) => Parameters<typeof tokenCost>[2] | null): Priced => {
  const { provider = '', model = '', inputTokens = 0, outputTokens = 0 } = settlement.measured ?? {};
  const found = priceAt(provider, model, Date.parse(settlement.occurredAt));
  return { settlement, costMicros: found && tokenCost(inputTokens, outputTokens, found) };
};

const withCost = (settlement: Settlement, costMicros: number | null | undefined): Settlement => {
  const { measured } = settlement;
  if (measured === undefined || costMicros === undefined) return settlement;
  const counted = measured.costMeter === undefined || costMicros === null ? {} : { [measured.costMeter]: costMicros };
  return { ...settlement, measured: { ...measured, costMicros, units: { ...measured.units, ...counted } } };
};
