import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUpstream, type RunningUpstream } from '@/sandbox/upstream/start-upstream';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { describeModelClients } from '@/test/model-clients';

const database = testDatabase('alwrity');
let upstream: RunningUpstream;
let gateway: Gateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await runGateway({ databaseUrl: database.it.url, upstreamUrl: upstream.url, catalog: 'alwrity' });
});
afterAll(async () => {
  await gateway?.stop();
  await upstream?.close();
});

describeModelClients(() => ({
  url: gateway.url, databaseUrl: database.it.url, upstreamUrl: upstream.url,
  customer: async (plan) => {
    const workspace = await makeWorkspace(database.it, { catalog: 'alwrity', plan });
    const { key } = await makeApiKey(database.it, workspace.id);
    return { key, workspaceId: workspace.id };
  },
}));

test('the books are right after all of it', async () => {
  expect((await verifyBooks(testCtx(database.it, { catalog: 'alwrity' }), {})).findings).toEqual([]);
});
