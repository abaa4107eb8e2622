import { runProduct } from '@/scripts/run-product';

/** One real product for the whole run, as `npm start` makes it. E2E_RUNNING names a running.json to use instead. */
export default async function setup(): Promise<(() => Promise<void>) | void> {
  if (process.env.E2E_RUNNING) return;
  process.env.METER_WAIT_MS = '8000';
  const product = await runProduct({ env: { CATALOG: process.env.E2E_CATALOG ?? 'default', TRUST_PROXY: '1' } });
  process.env.E2E_RUNNING = `${product.dataDir}/running.json`;
  return () => product.stop();
}
