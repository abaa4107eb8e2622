import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import next from 'next';
import { env } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { weighedBodies } from '@/lib/domain/operations';
import { httpServer } from '@/lib/web/http-server';
import type { NodeHandler } from '@/lib/web/front-door';
import { answerEdge } from '@/lib/web/metering/answer-edge';
import { meter } from '@/lib/web/metering/meter';
import { runShutdown } from '@/lib/web/on-shutdown';

Object.assign(process.env, { NODE_ENV: process.argv.includes('--dev') ? 'development' : 'production' });
const dev = process.argv.includes('--dev');
const { PORT, TRUST_PROXY, CATALOG, NEXTAUTH_URL, STRIPE_SANDBOX_URL } = env();
const drainMs = 7_000;
const exitMs = 9_500;

let handle: NodeHandler = (_request, response) => void response.writeHead(503).end();
const server = httpServer(async (request, response) => {
  if (isStopping) response.setHeader('connection', 'close');
  await handle(request, response);
}, { dev, isHttps: NEXTAUTH_URL.startsWith('https:'), trustedProxies: TRUST_PROXY, stripeSandboxUrl: STRIPE_SANDBOX_URL });

let isStopping = false;

/** Where the edge asks the meter: a door of its own, so that calls that are under way are still decided while the public one closes. */
const meterDoor = createServer((request, response) => void answerEdge(request, response));

/** Takes no more connections, lets what runs end, flushes, closes, exits. */
const stop = async (reason: string): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => process.exit(1), exitMs).unref();
  const drained = new Promise<void>((resolve) => server.close(() => resolve()));
  const late = setTimeout(() => server.closeAllConnections(), drainMs);
  server.closeIdleConnections();
  await drained;
  clearTimeout(late);
  meterDoor.close();
  await runShutdown();
  await app.close();
  process.exit(0);
};

// Next answers upgrades on this server, past the front door. Only the development client needs that; in production it gets a server that never listens.
const upgrades = dev ? server : createServer();
const app = next({ dev, dir: path.resolve(import.meta.dirname, '..'), hostname: 'localhost', port: PORT, httpServer: upgrades, customServer: true });
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
process.on('disconnect', () => void stop('the process that started this one has ended'));

const listen = (door: Server, where: { port: number; host?: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    door.once('error', reject);
    door.listen(where, resolve);
  });

meter();
await listen(meterDoor, { port: 0, host: '127.0.0.1' });
Object.assign(process.env, { METER_PORT: String((meterDoor.address() as AddressInfo).port), METER_BODIES: JSON.stringify(weighedBodies(loadCatalog(CATALOG))) });
await app.prepare();
handle = app.getRequestHandler();
await listen(server, { port: PORT });
log.info({ port: PORT }, 'serving');
process.send?.({ ready: true });
