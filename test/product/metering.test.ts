import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { callerOf } from '@/test/load';
import { ask, booksOf, problemOf, upstreamStats, verify } from './books';

let product: Product;

beforeAll(async () => {
  product = await runProduct({ env: { CATALOG: 'forensics' } });
});

afterAll(async () => {
  try {
    if (product) verify(product);
  } finally {
    await product?.stop();
  }
});

const trace = ['POST', '/trace/start'] as const;
const agentQuery = ['POST', '/agent/query'] as const;
const riskScore = ['GET', '/risk/score'] as const;

const read = async <R>(customer: Customer, address: string): Promise<R> => {
  const response = await fetch(`${product.url}/api/v1/${address}`, { headers: { authorization: `Bearer ${customer.key}` } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as R;
};

const isSettled = async (customer: Customer) => (await ask(product, `SELECT 1 FROM usage_events WHERE workspace_id = $1 AND outcome = 'unknown'`, [customer.workspaceId])).length === 0;

const callMany = async (customer: Customer, calls: (readonly [string, string])[], url = product.url): Promise<{ status: number; decisionId: string | null }[]> => {
  const asked = JSON.stringify({ url, key: customer.key, calls, connections: 64 });
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'call-many.ts'), asked], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as { status: number; decisionId: string | null }[];
};

const all = [trace, agentQuery, riskScore, ['POST', '/trace/expand'], ['GET', '/graph/nodes'], ['POST', '/patterns/detect'], ['POST', '/wallet-scanner/scan'], ['POST', '/reports/generate']] as const;

test.each([
  ['calls of 2 units', [riskScore], 100, 50],
  ['calls of 10 and 5 units', [trace, agentQuery], 100, null],
  // The smallest call takes 2, so one unit may be left that no call fits in.
  ['calls of every weight', all, 99, null],
])('2,000 concurrent %s from 4 processes against a limit of 100 admit exactly what fits', async (_what, mix, least, exactly) => {
  const customer = await newCustomer(product.url);
  const upstreamBefore = (await upstreamStats(product)).calls;
  const calls = Array.from({ length: 500 }, (_, i) => mix[i % mix.length] ?? riskScore);
  const answers = (await Promise.all([1, 2, 3, 4].map(() => callMany(customer, calls)))).flat();
  expect(answers).toHaveLength(2_000);
  const admitted = answers.filter((one) => one.status === 200);
  const refused = answers.filter((one) => one.status === 429);
  expect(admitted.length + refused.length).toBe(2_000);
  const { ledger, counter } = await booksOf(product, customer.workspaceId, 'tokens', 'month');
  expect(counter).toBe(ledger);
  expect(ledger).toBeGreaterThanOrEqual(least);
  expect(ledger).toBeLessThanOrEqual(100);
  if (exactly !== null) expect(admitted).toHaveLength(exactly);
  const rows = await ask<{ id: string }>(product, 'SELECT id FROM usage_events WHERE workspace_id = $1', [customer.workspaceId]);
  expect(rows.map((row) => row.id).sort()).toEqual(admitted.map((one) => one.decisionId).sort());
  expect((await upstreamStats(product)).calls - upstreamBefore).toBe(admitted.length);

  const ids = [...new Set(refused.map((one) => one.decisionId ?? 'none'))];
  const decisions = await Promise.all(ids.map((id) => read<{ allowed: boolean; code: string; count: number; limit: number }>(customer, `decisions/${id}`)));
  for (const decision of decisions) expect(decision).toMatchObject({ allowed: false, code: 'quota_exceeded', limit: 100 });
  expect(decisions.reduce((sum, decision) => sum + decision.count, 0)).toBe(refused.length);
});

test('two servers on one database admit together exactly what fits, call by call', async () => {
  // Last of all that buys: a second Stripe sandbox would not know the first one's customers.
  const second = await runProduct({ env: { CATALOG: 'forensics', DATABASE_URL: product.databaseUrl } });
  try {
    for (const [plan, limit] of [['community', 100], ['starter', 500], ['starter', 500]] as const) {
      const customer = await newCustomer(product.url);
      await putOnPlan(product.databaseUrl, customer.workspaceId, plan);
      const calls = Array.from({ length: 500 }, () => riskScore);
      const answers = (await Promise.all([product.url, second.url, product.url, second.url].map((url) => callMany(customer, calls, url)))).flat();
      expect(answers.filter((one) => one.status === 200)).toHaveLength(limit / 2);
      expect(answers.filter((one) => one.status === 429)).toHaveLength(2_000 - limit / 2);
      expect(await booksOf(product, customer.workspaceId, 'tokens', 'month')).toEqual({ ledger: limit, counter: limit });
    }
    const customer = await newCustomer(product.url);
    const doors = [product.url, second.url].map((url) => callerOf(url, customer.key));
    const answers = await Promise.all(doors.flatMap((door) => Array.from({ length: 5 }, () => door.call(...trace, { 'idempotency-key': 'at two doors' }))));
    expect(new Set(answers.map((one) => one.decisionId)).size).toBe(1);
    // Answers are kept by the server that made the call; the other one says that it was made.
    expect(answers.map((one) => one.status).sort()).toEqual([...Array<number>(5).fill(200), ...Array<number>(5).fill(409)]);
    expect(await booksOf(product, customer.workspaceId, 'tokens', 'month')).toEqual({ ledger: 10, counter: 10 });
    for (const door of doors) door.close();
  } finally {
    await second.stop();
  }
});

test.each([['idempotency-key', {}], ['x-request-id', {}], ['idempotency-key', { 'x-sandbox-delay-ms': '400' }]])(
  'the same %s ten times at once is charged once and answered ten times alike (%o)', async (header, extra) => {
    const customer = await newCustomer(product.url);
    const { call, close } = callerOf(product.url, customer.key);
    const upstreamBefore = (await upstreamStats(product)).calls;
    const headers = { [header]: `order-${customer.workspaceId}`, ...extra };
    const answers = await Promise.all(Array.from({ length: 10 }, () => call(...trace, headers)));
    expect(answers.map((one) => one.status)).toEqual(Array(10).fill(200));
    expect(new Set(answers.map((one) => one.decisionId)).size).toBe(1);
    expect(new Set(answers.map((one) => one.body)).size).toBe(1);
    expect(answers.filter((one) => one.headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect((await upstreamStats(product)).calls - upstreamBefore).toBe(1);
    expect(await booksOf(product, customer.workspaceId, 'tokens', 'month')).toEqual({ ledger: 10, counter: 10 });

    const later = await call(...trace, headers);
    expect([later.status, later.headers['idempotent-replayed'], later.decisionId, later.body]).toEqual([200, 'true', answers[0]?.decisionId, answers[0]?.body]);
    const other = await call(...riskScore, headers);
    expect([other.status, problemOf(other).code]).toEqual([422, 'request_id_reused']);
    expect(await booksOf(product, customer.workspaceId, 'tokens', 'month')).toEqual({ ledger: 10, counter: 10 });
    close();
  },
);

test('a call that failed under a request id can be made again under it, and is charged once', async () => {
  const customer = await newCustomer(product.url);
  const { call, close } = callerOf(product.url, customer.key);
  const headers = { 'idempotency-key': 'again' };
  expect((await call(...trace, { ...headers, 'x-sandbox-status': '503' })).status).toBe(503);
  await expect.poll(() => isSettled(customer)).toBe(true);
  expect((await call(...trace, headers)).status).toBe(200);
  expect(await booksOf(product, customer.workspaceId, 'tokens', 'month')).toEqual({ ledger: 10, counter: 10 });
  close();
});
