import { afterAll, beforeAll } from 'vitest';
import { startUpstream, type RunningUpstream } from '@/sandbox/upstream/start-upstream';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { upstreamStats } from '@/test/product/books';
import { describeWeighedBodies } from '@/test/weighed-bodies';

const database = testDatabase('kauri');
let upstream: RunningUpstream;
let gateway: Gateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await runGateway({ databaseUrl: database.it.url, upstreamUrl: upstream.url, catalog: 'kauri' });
});
afterAll(async () => {
  await gateway?.stop();
  await upstream?.close();
});

describeWeighedBodies(() => ({
  url: gateway.url,
  key: async () => (await makeApiKey(database.it, (await makeWorkspace(database.it, { catalog: 'kauri', plan: 'max' })).id)).key,
  unitsOf: async (id) => (await database.it.db.usageEvent.findFirstOrThrow({ where: { id } })).units as Record<string, number>,
  upstreamCalls: async () => (await upstreamStats({ upstreamUrl: upstream.url })).calls,
}));
