import type { Pool } from 'pg';
import { priceTable } from './price-rows';

/** Shorter than the notice that a change is given, by far more than writing it takes. */
const freshForMs = 10_000;

type InUse = { loadedAtMs: number; priceAt: ReturnType<typeof priceTable>['priceAt'] };
type Row = { at: Date; provider: string | null; model: string | null; input: string | null; output: string | null; from: Date | null };

const inUse = new WeakMap<Pool, InUse>();

const load = async (sql: Pool): Promise<InUse> => {
  const { rows } = await sql.query<Row>({
    name: 'model_prices',
    text: `SELECT now.at, p.provider, p.model, p.input_micros AS input, p.output_micros AS output, p.effective_from AS "from"
           FROM (SELECT app_now() AS at) now LEFT JOIN model_prices p ON true ORDER BY p.effective_from, p.id`,
  });
  const known = rows.flatMap(({ provider, model, input, output, from }) =>
    provider === null || model === null || from === null ? [] : [{ provider, model, fromMs: from.getTime(), price: { input: Number(input), output: Number(output) } }],
  );
  const loaded = { loadedAtMs: rows[0]?.at.getTime() ?? 0, ...priceTable(known) };
  inUse.set(sql, loaded);
  return loaded;
};

/** This process's prices, good for calls until `atMs` on the database's clock: read again only when those at hand are too old for that. */
export const pricesUntil = async (sql: Pool, atMs: number): Promise<InUse> => {
  const known = inUse.get(sql);
  return known !== undefined && atMs <= known.loadedAtMs + freshForMs ? known : load(sql);
};

/** The prices as they are now: for a model that got its first one just now, which is in force at once. */
export const pricesAfresh = load;
