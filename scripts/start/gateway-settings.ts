import path from 'node:path';
import { findPort } from '@/scripts/ports';
import { StartError } from '@/scripts/report';
import type { Running } from '@/scripts/run-product';
import { readKept } from './kept-file';
import { dataDirOf, type Source } from './settings';

/** Where a gateway listens when nobody says where, and that port is free. */
const firstPort = 3100;

/** What the environment says; where it names no database, what `npm start` on the same data folder runs with. */
export const gatewaySettings = async (source: Source): Promise<Source> => {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const port = { PORT: given.PORT ?? String(await findPort(firstPort)) };
  if (given.DATABASE_URL !== undefined) return { ...given, ...port };
  const dataDir = dataDirOf(source);
  const running = readKept<Running>(path.join(dataDir, 'running.json'));
  if (!running.databaseUrl) {
    throw new StartError(`Nothing runs on ${dataDir}, and DATABASE_URL is not set.`, 'Run npm start first and npm run gateway beside it, or set DATABASE_URL, UPSTREAM_URL and NEXTAUTH_URL: see .env.example.');
  }
  const { databaseUrl, upstreamUrl, url, catalog, redisUrl } = running;
  return { DATABASE_URL: databaseUrl, UPSTREAM_URL: upstreamUrl, NEXTAUTH_URL: url, CATALOG: catalog, ...(redisUrl && { REDIS_URL: redisUrl }), ...given, ...port };
};
