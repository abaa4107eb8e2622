import path from 'node:path';
import { startGateway } from '@/gateway/start-gateway';
import { findPort } from './ports';
import { complain, reasonOf, say, StartError } from './report';
import type { Running } from './run-product';
import { readKept } from './start/kept-file';
import { dataDirOf, type Source } from './start/settings';

const exitMs = 9_500;

/** What the environment says; where it names no database, what `npm start` on the same data folder runs with. */
const settingsOf = async (source: Source): Promise<Source> => {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const port = { PORT: given.PORT ?? String(await findPort(3100)) };
  if (given.DATABASE_URL !== undefined) return { ...given, ...port };
  const dataDir = dataDirOf(source);
  const running = readKept<Running>(path.join(dataDir, 'running.json'));
  if (!running.databaseUrl) {
    throw new StartError(`Nothing runs on ${dataDir}, and DATABASE_URL is not set.`, 'Run npm start first and npm run gateway beside it, or set DATABASE_URL, UPSTREAM_URL and NEXTAUTH_URL: see .env.example.');
  }
  const { databaseUrl, upstreamUrl, url, catalog, redisUrl } = running;
  return { DATABASE_URL: databaseUrl, UPSTREAM_URL: upstreamUrl, NEXTAUTH_URL: url, CATALOG: catalog, ...(redisUrl && { REDIS_URL: redisUrl }), ...given, ...port };
};

try {
  Object.assign(process.env, await settingsOf(process.env), { NODE_ENV: 'production' });
  const gateway = await startGateway();
  say(`The gateway is open at http://localhost:${gateway.port}/gateway`);
  const stop = (): void => {
    setTimeout(() => process.exit(1), exitMs).unref();
    void gateway.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
} catch (error) {
  complain(`The gateway did not open: ${reasonOf(error)}`);
  if (error instanceof StartError && error.remedy) complain(error.remedy);
  process.exit(1);
}
