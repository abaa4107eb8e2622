import type { Pool } from 'pg';
import { gatewayEnv } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { openPool } from '@/lib/adapters/pool';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { consume, resolveCalls, type MeteredCall } from '@/lib/services/usage/consume';
import { onShutdown } from '@/lib/web/on-shutdown';
import { makeOutage, type Outage } from './outage';
import { makeSettlements, type Settlements } from './settlements';

/**
 * The meter of this process: its own few connections with short deadlines, so that no page can make a call wait. The front
 * door and Next's bundle of the gateway share it; it needs neither Prisma nor Stripe.
 */
export type Meter = {
  /** Tells this process's tickets from another's. */
  instance: string;
  decide(questions: MeterQuestion[]): Promise<Decision[]>;
  settlements: Settlements;
  outage: Outage;
  sql: Pool;
  stop(): Promise<void>;
};

const statementTimeoutMs = 2_000;
const key = Symbol.for('tollgate.meter');
const shared = globalThis as { [key]?: Meter };

export const meter = (): Meter => (shared[key] ??= startMeter());

const startMeter = (): Meter => {
  const sql = openPool(gatewayEnv().DATABASE_URL, { max: 4, statementTimeoutMs, connectTimeoutMs: 1_000 });
  const catalog = loadCatalog(gatewayEnv().CATALOG);
  const record = (calls: MeteredCall[]) => consume({ sql, catalog }, calls);
  const settlements = makeSettlements({ sql, log });
  const outage = makeOutage({ record, settle: settlements.add, log });
  const decide = async (questions: MeterQuestion[]): Promise<Decision[]> => {
    const calls = resolveCalls({ catalog, now: new Date() }, questions);
    if (outage.isOpen()) return outage.decide(calls);
    try {
      const decisions = await record(calls);
      outage.learn(calls, decisions);
      return decisions;
    } catch (error) {
      outage.begin(error);
      return outage.decide(calls);
    }
  };
  const stop = async () => {
    await outage.drain();
    await settlements.drain();
    await sql.end();
  };
  onShutdown(stop);
  return { instance: crypto.randomUUID(), decide, settlements, outage, sql, stop };
};
