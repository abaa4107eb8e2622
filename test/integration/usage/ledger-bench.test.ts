import { expect, test } from 'vitest';
import { measureAdmissions } from '@/bench/ledger/admissions';
import { fillLedger, makeOthers } from '@/bench/ledger/fill';
import { measureReads } from '@/bench/ledger/reads';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { hashApiKey } from '@/lib/domain/api-key-format';
import { rollupChecks } from '@/lib/services/verify/rollup-checks';
import { makeApiKey, makeWorkspace } from '@/test/harness';
import { routesDatabase } from '@/test/requests';

const database = routesDatabase('alwrity');

test('the bench fills a ledger whose rollups equal it, and every question it asks is answered', async () => {
  const { sql } = database.it;
  const workspace = await makeWorkspace(database.it, { catalog: 'alwrity', plan: 'enterprise' });
  const { id: keyId, key } = await makeApiKey(database.it, workspace.id, ['gateway', 'manage']);
  const filled = { workspaceId: workspace.id, keyId, others: 20 };
  const keyHashes = await makeOthers(sql, filled);
  expect(keyHashes).toContain(await hashApiKey(key));
  await fillLedger(sql, filled, { from: 0, to: 3_000 }, () => {});
  await fillLedger(sql, filled, { from: 3_000, to: 20_000 }, () => {});
  const { rows } = await sql.query<{ events: number; spaces: number; own: number; unplanned: number }>(
    `SELECT count(*)::int AS events, count(DISTINCT workspace_id)::int AS spaces, (count(*) FILTER (WHERE workspace_id = $1))::int AS own, (SELECT count(*) FROM usage_events_unplanned)::int AS unplanned FROM usage_events`,
    [workspace.id],
  );
  expect(rows[0]).toMatchObject({ events: 20_000, spaces: 21, unplanned: 0 });
  expect(rows[0]?.own).toBeGreaterThan(5_000);
  for (const [check, text] of Object.entries(rollupChecks)) expect((await sql.query(text)).rows, check).toEqual([]);

  const ask = async (path: string): Promise<number> => {
    const [name = '', query = ''] = path.split('?');
    const { GET } = (await import(`../../../app/api/v1/usage/${name}/route.ts`)) as { GET: (request: Request, context: object) => Promise<Response> };
    const response = await GET(new Request(`http://localhost:3000/api/v1/usage/${name}?${query}`, { headers: { authorization: `Bearer ${key}`, 'x-tollgate-ip': '192.0.2.1' } }), { params: Promise.resolve(undefined) });
    return response.status;
  };
  const reads = await measureReads(ask, 31);
  expect(reads.map((read) => [read.what, read.bad])).toEqual([['usage/current', 0], ['usage/breakdown', 0], ['usage/trends', 0], ['usage/history', 0]]);
  const admissions = await measureAdmissions({ sql, catalog: loadCatalog('alwrity') }, keyHashes, 0.2);
  expect(admissions).toMatchObject({ refused: 0 });
  expect(admissions.perSecond).toBeGreaterThan(0);
});
