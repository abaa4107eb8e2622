import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '@/scripts/replay';
import { parseTrace, replayed } from '@/scripts/replay/trace';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan } from '@/test/customer';
import { describeModelClients } from '@/test/model-clients';
import { ask, verify } from './books';

let product: Product;

beforeAll(async () => {
  product = await runProduct({ env: { CATALOG: 'alwrity' } });
});

afterAll(async () => {
  try {
    if (product) verify(product);
  } finally {
    await product?.stop();
  }
});

describeModelClients(() => ({
  ...product,
  customer: async (plan) => {
    const customer = await newCustomer(product.url);
    await putOnPlan(product.databaseUrl, customer.workspaceId, plan);
    return customer;
  },
}));

/** 160 calls of made-up sizes, from nothing to a hundred thousand tokens. */
const trace = (): string => {
  const lines = Array.from({ length: 160 }, (_, n) => `2023-11-16 18:17:${String(n % 60).padStart(2, '0')}.1234567,${(n * n * 7_919) % 100_003},${(n * 104_729) % 997}`);
  return ['TIMESTAMP,ContextTokens,GeneratedTokens', ...lines].join('\n');
};

test('a replayed trace comes to the calls, tokens and cost of an independent sum', async () => {
  const rows = parseTrace(trace()).map(replayed);
  const options = { url: product.url, stripeUrl: product.stripeUrl, key: null, speed: Infinity, connections: 16 };
  expect(await replay(rows, options)).toBe(true);
  const { key, workspaceId } = await newCustomer(product.url);
  await putOnPlan(product.databaseUrl, workspaceId, 'enterprise');
  expect(await replay(rows, { ...options, key })).toBe(true);
  expect(await ask(product, 'SELECT count(*)::int AS calls, count(cost_micros)::int AS priced FROM usage_events WHERE workspace_id = $1', [workspaceId])).toEqual([{ calls: 160, priced: 160 }]);
});
