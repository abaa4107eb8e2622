import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import Stripe from 'stripe';
import { openDatabase } from '@/lib/adapters/db';
import { password } from '@/lib/adapters/password';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { hashApiKey, newApiKey } from '@/lib/domain/api-key-format';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { startUpstream } from '@/sandbox/upstream/start-upstream';
import { migrate } from '@/scripts/migrate';
import { startPostgres } from '@/scripts/postgres';
import { postgresSettings } from '@/scripts/postgres-settings';

export type Tenant = { workspaceId: string; keyId: string; key: string; keyHash: string };
export type World = { databaseUrl: string; upstreamUrl: string; tenants: Tenant[]; sql: pg.Pool; postgresPid: number; stop(): Promise<void> };

const unreachable = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * A database with the default catalogue and customers on its largest plan, whose limits are set beyond reach: every call is
 * checked against three windows and none is refused. No portal and no browser, so that a measurement is of the meter alone.
 */
export const openWorld = async (options: { tenants: number }): Promise<World> => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'tollgate-bench-'));
  const postgres = await startPostgres({ dataDir: path.join(home, 'postgres'), settings: postgresSettings });
  const maintenance = new pg.Client({ connectionString: postgres.url() });
  await maintenance.connect();
  await maintenance.query('CREATE DATABASE bench');
  await maintenance.end();
  const databaseUrl = postgres.url('bench');
  await migrate(databaseUrl);
  await writeDefaultCatalog(databaseUrl);
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 3 });
  sql.on('error', () => {});
  const tenants = await makeTenants(sql, options.tenants);
  const upstream = await startUpstream();
  const stop = async () => {
    await sql.end();
    await upstream.close();
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { databaseUrl, upstreamUrl: upstream.url, tenants, sql, postgresPid: postgres.pid, stop };
};

const writeDefaultCatalog = async (databaseUrl: string): Promise<void> => {
  const database = openDatabase(databaseUrl);
  await writeCatalog({
    actor: { kind: 'job', job: 'bench' }, workspaceId: null, now: new Date(), locale: 'en', requestId: 'req_bench', stripe: new Stripe('sk_test_unreachable'),
    stripeBrowser: { publishableKey: '', stripeJsUrl: '' }, mail: null, origin: 'http://localhost', log: unreachable, catalog: loadCatalog('default'), password, db: database.db, sql: database.sql,
  });
  await database.close();
};

const makeTenants = async (sql: pg.Pool, count: number): Promise<Tenant[]> => {
  // A plan version never changes; here it does, before anybody has it.
  await sql.query(`SET session_replication_role = replica; UPDATE entitlements SET "limit" = 1000000000000 WHERE plan_version_id IN (SELECT id FROM plan_versions WHERE plan = 'pro'); RESET session_replication_role`);
  const tenants = await Promise.all(Array.from({ length: count }, async (_, i) => {
    const key = newApiKey('live');
    return { workspaceId: `ws_bench_${i}`, keyId: `key_bench_${i}`, key, keyHash: await hashApiKey(key) };
  }));
  await sql.query(
    `INSERT INTO workspaces (id, name, plan_version_id, period_anchor, created_at)
     SELECT id, id, (SELECT v.id FROM plan_versions v WHERE v.plan = 'pro' ORDER BY version DESC LIMIT 1), app_now(), app_now() FROM unnest($1::text[]) id`, [tenants.map((one) => one.workspaceId)],
  );
  await sql.query(
    `INSERT INTO api_keys (id, workspace_id, name, hash, prefix, last4, scopes, created_at)
     SELECT k, w, 'bench', h, left(h, 12), right(h, 4), '{gateway,manage}', app_now() FROM unnest($1::text[], $2::text[], $3::text[]) t(k, w, h)`,
    [tenants.map((one) => one.keyId), tenants.map((one) => one.workspaceId), tenants.map((one) => one.keyHash)],
  );
  await sql.query('ANALYZE');
  return tenants;
};
