import type { Pool } from 'pg';
import { gatewayEnv } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { openPool } from '@/lib/adapters/pool';
import { openRedis } from '@/lib/adapters/redis';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { bodyFieldsFinder, weighedBodies } from '@/lib/domain/operations';
import { recordPassed } from '@/lib/services/usage/record-passed';
import { touchRunning } from '@/lib/services/usage/touch-running';
import { onShutdown } from '@/lib/web/on-shutdown';
import { concurrency, makeFairDecisions } from './fair-decisions';
import { makeFairUses, useConcurrency } from './fair-uses';
import { makeLeases } from './leases';
import { makeOutage, type Outage } from './outage';
import { makeRateLimits, type RateLimits } from './rate-limits';
import { makeSettlements, type Settlements } from './settlements';

/**
 * The meter of this process: its own few connections with short deadlines, so that no page can make a call wait. The front
 * door and Next's bundle of the gateway share it; it needs neither Prisma nor Stripe.
 */
export type Meter = {
  /** Tells this process's tickets from another's. */
  instance: string;
  decide(question: MeterQuestion): Promise<Decision>;
  catalog: Catalog;
  /** Which fields of its body a call's operation weighs. */
  weighedFields(method: string, path: string): readonly string[];
  settlements: Settlements;
  outage: Outage;
  rates: RateLimits;
  leases: ReturnType<typeof makeLeases>;
  /** For what is asked of the meter and is no call to decide. */
  uses: ReturnType<typeof makeFairUses>;
  sql: Pool;
  stop(): Promise<void>;
};

/** How long a statement for several workspaces waits for one of them, and one for a single workspace for that one. */
const lockTimeoutMs = { shared: 150, alone: 1_500 };
const key = Symbol.for('tollgate.meter');
const shared = globalThis as { [key]?: Meter };

export const meter = (): Meter => (shared[key] ??= startMeter());

/** The meter, where this process has started one. */
export const startedMeter = (): Meter | undefined => shared[key];

const startMeter = (): Meter => {
  const { DATABASE_URL, REDIS_URL, METER_WAIT_MS } = gatewayEnv();
  const open = (max: number, lockMs?: number) => openPool(DATABASE_URL, { max, statementTimeoutMs: METER_WAIT_MS, connectTimeoutMs: METER_WAIT_MS / 2, lockTimeoutMs: lockMs });
  const sql = open(3);
  const pools = { settling: open(1), uses: open(useConcurrency, lockTimeoutMs.alone), shared: open(concurrency.shared, lockTimeoutMs.shared), alone: open(concurrency.alone, lockTimeoutMs.alone) };
  const catalog = loadCatalog(gatewayEnv().CATALOG);
  const settlements = makeSettlements({ sql: pools.settling, log });
  const outage = makeOutage({ record: (calls) => recordPassed({ sql }, calls), now: () => rates.now(), settle: settlements.add, log });
  const rates: RateLimits = makeRateLimits({ sql, catalog, shared: REDIS_URL === undefined ? null : openRedis(REDIS_URL), isAway: outage.isOpen, log, readWithinMs: METER_WAIT_MS / 2 });
  const byQuota = makeFairDecisions({ catalog, outage, pools, workspaceOf: rates.workspaceOf, log });
  const uses = makeFairUses({ sql: pools.uses, workspaceOf: rates.readWorkspaceOf });
  const decide = (question: MeterQuestion): Promise<Decision> => rates.limit(question, byQuota);
  const leases = makeLeases({ touch: (calls) => touchRunning({ sql }, calls), log });
  const stop = async () => {
    leases.stop();
    await outage.drain();
    await settlements.drain();
    await rates.stop();
    for (const pool of [...Object.values(pools), sql]) await pool.end();
  };
  onShutdown(stop);
  return { instance: crypto.randomUUID(), decide, catalog, weighedFields: bodyFieldsFinder(weighedBodies(catalog) ?? {}), settlements, outage, rates, leases, uses, sql, stop };
};
