import path from 'node:path';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { runProduct, type Product } from '@/scripts/run-product';
import { preloading } from '@/test/preload';

export type FourProcesses = { product: Product; /** Two apps, then two gateways. */ doors: string[]; stop(): Promise<void> };

const weights = preloading(path.join(import.meta.dirname, 'weights.ts'));
/** Where each of them believes to be: none of it may matter. */
const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'] as const;

/** Two apps and two gateways on one database, in four time zones, all of which know calls of 1 to 50 units. */
export const startFour = async (): Promise<FourProcesses> => {
  const app = (zone: string, more: Record<string, string> = {}) => runProduct({ env: { ...weights, TZ: zone, ...more } });
  const running: { stop(): Promise<void> }[] = [];
  const kept = async <R extends { stop(): Promise<void> }>(starting: Promise<R>): Promise<R> => {
    const one = await starting;
    running.unshift(one);
    return one;
  };
  const stop = async () => {
    for (const one of running.splice(0)) await one.stop();
  };
  try {
    const product = await kept(app(zones[0]));
    const second = await kept(app(zones[1], { DATABASE_URL: product.databaseUrl }));
    const gateway = (zone: string): Promise<Gateway> =>
      kept(runGateway({ databaseUrl: product.databaseUrl, upstreamUrl: product.upstreamUrl, portalUrl: product.url, env: { ...weights, TZ: zone } }));
    const gateways = [await gateway(zones[2]), await gateway(zones[3])];
    return { product, doors: [product.url, second.url, ...gateways.map((one) => one.url)], stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
