import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUpstream, type RunningUpstream } from '@/sandbox/upstream/start-upstream';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { callerOf } from '@/test/load';

const database = testDatabase();
const patience = { timeout: 20_000 };

/** The way to the database, which can be cut. */
const line = { isCut: false, sockets: new Set<net.Socket>() };
const proxy = net.createServer((socket) => {
  const { hostname, port } = new URL(database.it.url);
  const there = net.connect(Number(port), hostname);
  for (const end of [socket, there]) {
    line.sockets.add(end);
    end.on('error', () => {});
    end.on('close', () => {
      line.sockets.delete(end);
      socket.destroy();
      there.destroy();
    });
  }
  if (line.isCut) socket.destroy();
  else socket.pipe(there).pipe(socket);
});
const cut = (): void => {
  line.isCut = true;
  for (const socket of line.sockets) socket.destroy();
};

let upstream: RunningUpstream;
let gateway: Gateway;
beforeAll(async () => {
  upstream = await startUpstream();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(database.it.url);
  url.port = String((proxy.address() as AddressInfo).port);
  gateway = await runGateway({ databaseUrl: url.href, upstreamUrl: upstream.url });
});
afterAll(async () => {
  line.isCut = false;
  await gateway?.stop();
  await upstream?.close();
  proxy.close();
});

test('while the database is away, the bare gateway lets known calls pass as the plan says, refuses the others, and records what passed when it is back', async () => {
  const workspace = await makeWorkspace(database.it, { plan: 'enterprise' });
  const { key } = await makeApiKey(database.it, workspace.id);
  const { call, close } = callerOf(gateway.url, key);
  const unseen = await makeApiKey(database.it, workspace.id);
  const stranger = callerOf(gateway.url, unseen.key);
  expect((await call('GET', '/v1/ping')).status).toBe(200);
  cut();
  const passed = await call('GET', '/v1/ping');
  expect([passed.status, passed.headers['x-tollgate-degraded']]).toEqual([200, 'unmetered']);
  const refused = await stranger.call('GET', '/v1/ping');
  expect([refused.status, (JSON.parse(refused.body) as { code: string }).code, Number(refused.headers['retry-after']) > 0]).toEqual([503, 'unavailable', true]);
  expect((await fetch(`${gateway.url}/api/health`)).status).toBe(503);
  line.isCut = false;
  const recorded = () => database.it.db.usageEvent.findMany({ where: { workspaceId: workspace.id }, orderBy: { occurredAt: 'asc' }, select: { degraded: true, outcome: true } });
  await expect.poll(recorded, patience).toEqual([{ degraded: false, outcome: 'succeeded' }, { degraded: true, outcome: 'succeeded' }]);
  expect((await call('GET', '/v1/ping')).headers['x-tollgate-degraded']).toBeUndefined();
  close();
  stranger.close();
});
