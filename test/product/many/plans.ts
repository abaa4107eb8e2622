import pg from 'pg';
import type { Running } from '@/scripts/run-product';
import { ask } from '@/test/product/books';

type Granted = { meter: 'calls' | 'credits'; window: 'minute' | 'day' | 'month' | 'billing_period'; limit: number | null };
type Database = Pick<Running, 'databaseUrl'>;
let made = 0;

/** A plan version with exactly these limits, as an operator's database console could add one. Answers its id. */
export const addPlan = async (database: Database, granted: Granted[], rateLimits: { requests?: number } = {}): Promise<string> => {
  made += 1;
  const id = `pv_many_${process.pid}_${made}`;
  await ask(database, `INSERT INTO plan_versions (id, catalog, plan, version, fingerprint, body, features, created_at)
    SELECT $1, catalog, plan, $2, $1, body || jsonb_build_object('rateLimits', $3::jsonb), features, now() FROM plan_versions WHERE catalog = 'default' AND plan = 'free' ORDER BY version DESC LIMIT 1`, [id, 1_000 + made, JSON.stringify(rateLimits)]);
  for (const { meter, window, limit } of granted) {
    await ask(database, `INSERT INTO entitlements (plan_version_id, meter, "window", "limit", when_unavailable, uses_packs) VALUES ($1, $2, $3, $4, 'refuse', $5)`, [id, meter, window, limit, meter === 'credits']);
  }
  return id;
};

export const moveTo = async (database: Database, workspaceId: string, planVersionId: string): Promise<void> => {
  await ask(database, 'UPDATE workspaces SET plan_version_id = $2 WHERE id = $1', [workspaceId, planVersionId]);
};

/** Credits beside the plan's. `days`: until they expire. */
export const grant = async ({ databaseUrl }: Database, workspaceId: string, units: number, days: number | null): Promise<void> => {
  made += 1;
  const id = `grt_many_${process.pid}_${made}`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`INSERT INTO credit_grants (id, workspace_id, meter, source, source_key, units, priority, expires_at, created_at) VALUES ($1, $2, 'credits', 'gift', $1, $3, 100, app_now() + $4 * interval '1 day', app_now())`, [id, workspaceId, units, days]);
  await client.query(`INSERT INTO credit_entries (id, grant_id, kind, units, reason, at) VALUES ('ent_' || $1, $1, 'granted', $2, 'test', app_now())`, [id, units]);
  await client.query('COMMIT');
  await client.end();
};
