import type { Database } from '@/lib/adapters/db';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { hashApiKey } from '@/lib/domain/api-key-format';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { checkUse } from '@/lib/services/metering/check-use';
import { consumeUse } from '@/lib/services/metering/consume-use';
import { ingestUsage } from '@/lib/services/metering/ingest-usage';
import type { MeteringCtx } from '@/lib/services/metering/metering-ctx';
import { releaseHold, settleHold } from '@/lib/services/metering/settle-hold';
import { checkUseInput, consumeUseInput, ingestUsageInput, type settleHoldInput } from '@/lib/services/metering/use-input';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import type { z } from 'zod';

/** A program with a key, asking the meter by its own API. */
export const programOf = async (database: Database, key: string, catalog: Catalog | string) => {
  const known = typeof catalog === 'string' ? loadCatalog(catalog) : catalog;
  const keyHash = await hashApiKey(key);
  const ctx = (requestId?: string): MeteringCtx => ({
    keyHash, requestId: requestId ?? newId('req', Date.now()), isClientRequestId: requestId !== undefined, headers: {}, sql: database.sql, catalog: known, now: new Date(),
    decide: async (question) => (await consume(database, resolveCalls({ catalog: known, now: new Date() }, [question])))[0] as Decision,
  });
  return {
    check: (given: z.input<typeof checkUseInput>) => checkUse(ctx(), checkUseInput.parse(given)),
    use: (given: z.input<typeof consumeUseInput>, requestId?: string) => consumeUse(ctx(requestId), consumeUseInput.parse(given)),
    settle: (decision: Decision | string, given: Omit<z.input<typeof settleHoldInput>, 'decisionId'> = {}) => settleHold(ctx(), { decisionId: idOf(decision), ...given }),
    release: (decision: Decision | string) => releaseHold(ctx(), { decisionId: idOf(decision) }),
    ingest: (events: unknown[]) => ingestUsage(ctx(), ingestUsageInput.parse({ events })),
  };
};

const idOf = (decision: Decision | string): string => (typeof decision === 'string' ? decision : (decision.decisionId ?? ''));

/** Moves the database's clock; back to zero with 0. */
export const moveClock = async (database: Database, ms: number): Promise<void> => void (await database.sql.query('UPDATE app_clock SET offset_ms = $1', [ms]));

export const counterOf = async (database: Database, workspaceId: string, meter: string, window: string, scope = ''): Promise<number> => {
  const { rows } = await database.sql.query<{ used: string }>(
    'SELECT used FROM usage_counters WHERE workspace_id = $1 AND meter = $2 AND "window" = $3 AND scope = $4 ORDER BY window_start DESC LIMIT 1', [workspaceId, meter, window, scope]);
  return Number(rows[0]?.used ?? 0);
};

export const grantsOf = async (database: Database, workspaceId: string) =>
  (await database.db.creditGrant.findMany({ where: { workspaceId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(({ source, units, remaining }) => [source, Number(units), Number(remaining)]);
