import { afterAll, beforeAll } from 'vitest';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan } from '@/test/customer';
import { describeModelClients } from '@/test/model-clients';
import { verify } from './books';

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
