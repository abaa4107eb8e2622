import { namesOfModel } from '@/lib/domain/model-usage/model-name';
import type { ModelPrice } from '@/lib/domain/catalog';

/** The instant from which a model's first price holds: there was no other before. */
export const sinceEver = new Date(0);

/**
 * How long before it begins a changed price is set, at the least. Processes keep prices for a shorter time than this, so each
 * knows of a change before it has to count with it.
 */
export const noticeMs = 60_000;

export type PriceRow = { provider: string; model: string; fromMs: number; price: ModelPrice };
type Dated = Pick<PriceRow, 'fromMs' | 'price'>;

/** Prices by provider and model, looked up as of an instant. Rows come in the order in which they begin. */
export const priceTable = (rows: readonly PriceRow[]) => {
  const table = new Map<string, Dated[]>();
  for (const { provider, model, fromMs, price } of rows) {
    const key = `${provider} ${model}`;
    table.set(key, [...(table.get(key) ?? []), { fromMs, price }]);
  }
  /** The price in force at `atMs`, of the model or of the one it is a snapshot of; null for a model that has none. */
  const priceAt = (provider: string, model: string, atMs: number): ModelPrice | null => {
    for (const name of namesOfModel(model)) {
      const found = table.get(`${provider} ${name}`)?.findLast(({ fromMs }) => fromMs <= atMs);
      if (found) return found.price;
    }
    return null;
  };
  return { priceAt };
};
