import { readFileSync } from 'node:fs';
import pg from 'pg';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { serverPid } from '@/test/crash/processes';
import { measure, median } from './measure';
import { makeVariant } from './variant';

const seconds = Number(process.env.BENCH_SECONDS ?? 6);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Side = { product: Product; customer: Customer };
type Row = { what: string; figure: string; wanted: string; holds: boolean };

const open = async (options: Parameters<typeof runProduct>[0]): Promise<Side> => {
  const product = await runProduct(options);
  const customer = await newCustomer(product.url);
  await putOnPlan(product.databaseUrl, customer.workspaceId, 'enterprise');
  return { product, customer };
};

const load = ({ product, customer }: Side, connections: number) =>
  measure({ url: `${product.url}/gateway/v1/search`, connections, seconds, headers: { authorization: `Bearer ${customer.key}` } });

/** The two in turn, round after round, so that a machine whose speed drifts drifts for both. */
const pairs = async (metered: Side, unmetered: Side, connections: number) => {
  const found = [];
  for (let round = 0; round < rounds; round += 1) found.push({ unmetered: await load(unmetered, connections), metered: await load(metered, connections) });
  return found;
};

const throughput = async (metered: Side, unmetered: Side): Promise<Row> => {
  await pairs(metered, unmetered, 16); // warm-up
  const found = await pairs(metered, unmetered, 16);
  const ratio = median(found.map((one) => one.metered.perSecond / one.unmetered.perSecond));
  const [a, b] = [median(found.map((one) => one.metered.perSecond)), median(found.map((one) => one.unmetered.perSecond))];
  return { what: 'Metered / unmetered calls per second, 16 connections', figure: `${ratio.toFixed(2)}  (${a.toFixed(0)} / ${b.toFixed(0)})`, wanted: 'at least 0.85', holds: ratio >= 0.85 };
};

const added = async (metered: Side, unmetered: Side): Promise<Row> => {
  const found = await pairs(metered, unmetered, 1);
  const ms = median(found.map((one) => one.metered.medianMs - one.unmetered.medianMs));
  return { what: 'Median added by metering, 1 connection', figure: `${ms.toFixed(2)} ms`, wanted: 'under 5 ms', holds: ms < 5 };
};

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
  return { what: 'usage/current with a million events, median', figure: `${medianMs.toFixed(1)} ms`, wanted: 'under 25 ms', holds: medianMs < 25 && bad === 0 };
};

const memory = async (side: Side): Promise<Row> => {
  let calls = 0;
  while (calls < 100_000) {
    const { perSecond } = await load(side, 32);
    calls += perSecond * seconds;
  }
  const status = readFileSync(`/proc/${serverPid(side.product)}/status`, 'utf8');
  const megabytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  return { what: 'Memory of the app after 100,000 calls', figure: `${megabytes.toFixed(0)} MB`, wanted: 'under 400 MB', holds: megabytes < 400 };
};

const warmStart = async (): Promise<Row> => {
  const began = Date.now();
  const product = await runProduct();
  const took = (Date.now() - began) / 1_000;
  await product.stop();
  return { what: 'npm start on a warm clone, new data folder', figure: `${took.toFixed(1)} s`, wanted: 'under 15 s', holds: took < 15 };
};

const bench = async (): Promise<boolean> => {
  say('Building the unmetered variant and starting both');
  const variant = makeVariant({ 'middleware.ts': 'bench/unmetered/middleware.ts', 'app/gateway/[...path]/route.ts': 'bench/unmetered/route.ts' });
  const opened: Side[] = [];
  try {
    const unmetered = await open({ root: variant.root });
    opened.push(unmetered);
    const metered = await open({});
    opened.push(metered);
    const rows = [await throughput(metered, unmetered), await added(metered, unmetered), await memory(metered), await currentUsage(metered)];
    for (const { product } of opened.splice(0)) await product.stop();
    rows.push(await warmStart());
    say('');
    for (const row of rows) say(`${row.holds ? ' ' : '!'} ${row.what.padEnd(56)} ${row.figure.padEnd(22)} ${row.wanted}`);
    return rows.every((row) => row.holds);
  } finally {
    for (const { product } of opened) await product.stop();
    variant.remove();
  }
};

bench().then(
  (holds) => process.exit(holds ? 0 : 1),
  (error: unknown) => {
    say(String(error));
    process.exit(2);
  },
);
