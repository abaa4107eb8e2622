import { afterAll, beforeAll } from 'vitest';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan } from '@/test/customer';
import { describeWeighedBodies } from '@/test/weighed-bodies';
import { ask, upstreamStats } from './books';

let product: Product;
beforeAll(async () => {
  product = await runProduct({ env: { CATALOG: 'kauri' } });
});
afterAll(() => product?.stop());

describeWeighedBodies(() => ({
  url: product.url,
  key: async () => {
    const { key, workspaceId } = await newCustomer(product.url);
    await putOnPlan(product.databaseUrl, workspaceId, 'max');
    return key;
  },
  unitsOf: async (id) => (await ask<{ units: Record<string, number> }>(product, 'SELECT units FROM usage_events WHERE id = $1', [id]))[0]?.units ?? {},
  upstreamCalls: async () => (await upstreamStats(product)).calls,
}));
