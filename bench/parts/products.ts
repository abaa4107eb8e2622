import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { measure } from '@/bench/measure';
import { seconds } from '@/bench/row';

/** A running product and a customer of it on the largest plan. */
export type Side = { product: Product; customer: Customer };

export const openSide = async (options: Parameters<typeof runProduct>[0] = {}): Promise<Side> => {
  const product = await runProduct({ timeoutMs: 900_000, ...options });
  const customer = await newCustomer(product.url);
  await putOnPlan(product.databaseUrl, customer.workspaceId, 'enterprise');
  return { product, customer };
};

export const loadGateway = async ({ product, customer }: Side, connections: number) => {
  const found = await measure({ url: `${product.url}/gateway/v1/search`, connections, seconds, headers: { authorization: `Bearer ${customer.key}` } });
  if (found.bad > 0) throw new Error(`${found.bad} calls failed:\n${product.output().slice(-2_000)}`);
  return found;
};
