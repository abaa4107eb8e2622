import pg from 'pg';
import { measure } from '@/bench/measure';
import { seconds, under, type Part, type Row } from '@/bench/row';
import { residentMb } from '@/bench/world/processor';
import { runProduct } from '@/scripts/run-product';
import { serverPid } from '@/test/crash/processes';
import { loadGateway, openSide, type Side } from './products';

/** A million rows for one workspace over the last 60 days, and the counters that go with them. */
const fillLedger = async ({ product, customer }: Side): Promise<void> => {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO usage_events (id, occurred_at, workspace_id, api_key_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, status_code, latency_ms, method, path, limits)
     SELECT 'dec_bench' || n, app_now() - (n % 86400) * interval '60 seconds' - interval '5 minutes', w.id, $2, 'bench' || n, 'search', '{"calls": 1, "credits": 1}', w.plan_version_id, w.period_anchor,
            'succeeded', false, 200, 20, 'GET', '/v1/search', '[]'
     FROM workspaces w, generate_series(1, 1000000) n WHERE w.id = $1`,
    [customer.workspaceId, customer.keyId],
  );
  await client.query('ANALYZE usage_events');
  await client.end();
};

const currentUsage = async (side: Side): Promise<Row> => {
  await fillLedger(side);
  const url = `${side.product.url}/api/v1/usage/current`;
  const headers = { authorization: `Bearer ${side.customer.key}` };
  await measure({ url, connections: 1, seconds: 2, headers });
  const { medianMs, bad } = await measure({ url, connections: 1, seconds, headers });
  return { ...under('usage/current with a million events, median', medianMs, 25, `${medianMs.toFixed(1)} ms`, ' ms'), ...(bad > 0 && { holds: false }) };
};

const memory = async (side: Side): Promise<Row> => {
  let calls = 0;
  while (calls < 100_000) calls += (await loadGateway(side, 32)).perSecond * seconds;
  const megabytes = residentMb(serverPid(side.product));
  return under('Memory of the app after 100,000 calls', megabytes, 400, `${megabytes.toFixed(0)} MB`, ' MB');
};

const warmStart = async (): Promise<Row> => {
  const began = Date.now();
  const product = await runProduct();
  const took = (Date.now() - began) / 1_000;
  await product.stop();
  return under('npm start on a warm clone, new data folder', took, 15, `${took.toFixed(1)} s`, ' s');
};

export const app: Part = {
  name: 'app', about: 'memory of the app, usage/current with a million events, a warm start',
  run: async () => {
    const side = await openSide();
    const rows: Row[] = [];
    try {
      rows.push(await memory(side), await currentUsage(side));
    } finally {
      await side.product.stop();
    }
    return { rows: [...rows, await warmStart()] };
  },
};
