import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUpstream, type RunningUpstream } from '@/sandbox/upstream/start-upstream';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { callerOf, type Answer } from '@/test/load';

const database = testDatabase();
const patience = { timeout: 15_000 };
let upstream: RunningUpstream;
let gateway: Gateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await runGateway({ databaseUrl: database.it.url, upstreamUrl: upstream.url });
});
afterAll(async () => {
  await gateway?.stop();
  await upstream?.close();
});

const customer = async (plan = 'enterprise') => {
  const workspace = await makeWorkspace(database.it, { plan });
  const { key } = await makeApiKey(database.it, workspace.id);
  return { workspaceId: workspace.id, key, ...callerOf(gateway.url, key) };
};
const events = (workspaceId: string) => database.it.db.usageEvent.findMany({ where: { workspaceId }, orderBy: { occurredAt: 'asc' } });
const outcomes = async (workspaceId: string) => (await events(workspaceId)).map((event) => event.outcome);
const problemOf = (answer: Answer) => JSON.parse(answer.body) as Record<string, unknown>;
const upstreamCalls = async () => ((await (await fetch(`${upstream.url}/_sandbox/stats`)).json()) as { calls: number }).calls;

test('a call is made, charged, named and settled, and what is ours does not reach the upstream', async () => {
  const { call, workspaceId, close } = await customer();
  const answer = await call('GET', '/v1/search?q=x', { cookie: 'a=b', 'x-own': 'kept', 'x-tollgate-anything': '1' });
  expect(answer.status).toBe(200);
  const { received } = JSON.parse(answer.body) as { received: { path: string; query: object; headers: Record<string, string> } };
  expect(received).toMatchObject({ path: '/v1/search', query: { q: 'x' } });
  expect(received.headers['x-own']).toBe('kept');
  expect(Object.keys(received.headers).filter((name) => /^(authorization|cookie|x-tollgate|x-api-key)/.test(name))).toEqual([]);
  await expect.poll(() => outcomes(workspaceId), patience).toEqual(['succeeded']);
  const [event] = await events(workspaceId);
  expect([answer.decisionId, answer.requestId]).toEqual([event?.id, event?.requestId]);
  close();
});

test('a body goes through whole, and so does a stream, chunk by chunk', async () => {
  const { key } = await customer();
  const send = (body: unknown) => fetch(`${gateway.url}/gateway/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const whole = await send({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'é'.repeat(50_000) }] });
  expect(((await whole.json()) as { received: { bytes: number } }).received.bytes).toBeGreaterThan(100_000);
  const streamed = await send({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'hello' }] });
  expect(streamed.headers.get('content-type')).toContain('text/event-stream');
  expect(await streamed.text()).toMatch(/data: \[DONE\]\s*$/);
});

test('without a key, with a broken one and with an unknown one a call is refused and not made', async () => {
  const before = await upstreamCalls();
  const { key } = await customer();
  const statuses = [];
  for (const authorization of ['', 'Bearer tg_live_x', `Bearer ${key.slice(0, -1)}!`, `Bearer ${key.slice(0, 8)}${'0'.repeat(33)}`]) {
    const response = await fetch(`${gateway.url}/gateway/v1/search`, { headers: authorization ? { authorization } : {} });
    statuses.push([response.status, response.headers.get('content-type')]);
    await response.text();
  }
  expect(statuses).toEqual(Array(4).fill([401, 'application/problem+json']));
  expect(await upstreamCalls()).toBe(before);
});

test('a limit admits exactly what fits and explains each refusal', async () => {
  const { call, workspaceId, close } = await customer('free');
  const answers = await Promise.all(Array.from({ length: 400 }, () => call('GET', '/v1/search')));
  const admitted = answers.filter((one) => one.status === 200);
  const refused = answers.filter((one) => one.status !== 200);
  const [counter] = await database.it.db.usageCounter.findMany({ where: { workspaceId, meter: 'calls' }, orderBy: { used: 'desc' } });
  expect(Number(counter?.used)).toBe(admitted.length);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of answers) expect(answer.headers.ratelimit).toMatch(/^"\w+-\w+";r=\d+;t=\d+/);
  const [first] = refused;
  expect(first && problemOf(first)).toMatchObject({ code: 'quota_exceeded', requestId: first?.requestId, decisionId: first?.decisionId, upgradeUrl: 'http://localhost:3000/plans' });
  expect(first?.headers['retry-after']).toMatch(/^\d+$/);
  close();
});

test('the same request id is charged once and answered again; for another call it is refused', async () => {
  const { call, workspaceId, close } = await customer();
  const first = await call('GET', '/v1/search?q=1', { 'idempotency-key': 'mine' });
  const again = await call('GET', '/v1/search?q=1', { 'idempotency-key': 'mine' });
  expect([again.status, again.body, again.decisionId, again.headers['idempotent-replayed']]).toEqual([200, first.body, first.decisionId, 'true']);
  const asksElse = await call('GET', '/v1/search?q=2', { 'idempotency-key': 'mine' });
  expect([asksElse.status, (JSON.parse(asksElse.body) as { code: string }).code]).toEqual([422, 'request_id_reused']);
  const other = await call('GET', '/v1/search/more', { 'idempotency-key': 'mine' });
  expect([problemOf(other).code, (await events(workspaceId)).length]).toEqual(['request_id_reused', 1]);
  close();
});

test('a failed call gives its units back', async () => {
  const { call, workspaceId, close } = await customer();
  expect((await call('GET', '/v1/search', { 'x-sandbox-status': '500' })).status).toBe(500);
  await expect.poll(() => outcomes(workspaceId), patience).toEqual(['released']);
  close();
});

test('a client that leaves ends the call behind it, and the call stays charged', async () => {
  const { key, workspaceId } = await customer();
  const request = http.get(`${gateway.url}/gateway/v1/search`, { headers: { authorization: `Bearer ${key}`, 'x-sandbox-delay-ms': '30000' } });
  request.on('error', () => {});
  await once(request, 'socket');
  await expect.poll(() => outcomes(workspaceId), patience).toEqual(['unknown']);
  request.destroy();
  await expect.poll(() => outcomes(workspaceId), patience).toEqual(['aborted']);
});

test('what can be read in two ways is refused, and nothing else of the product is here', async () => {
  const { key } = await customer();
  const raw = (target: string) =>
    new Promise<number>((resolve, reject) => {
      http.get({ port: new URL(gateway.url).port, path: target, headers: { authorization: `Bearer ${key}` } }, (answer) => resolve(answer.resume().statusCode ?? 0)).on('error', reject);
    });
  for (const target of ['/gateway/../api/v1/me', '/gateway//v1/search', '/Gateway/v1/search', '/gateway/%2e%2e/x', '/gateway', '/', '/api/v1/me']) expect([target, await raw(target)]).toEqual([target, expect.toSatisfy((status: number) => status === 400 || status === 404) as number]);
  expect(await raw('/api/health')).toBe(200);
  expect(await raw('/api/health/live')).toBe(200);
});

test('asked to stop, it lets calls end, settles them and is gone', async () => {
  const own = await runGateway({ databaseUrl: database.it.url, upstreamUrl: upstream.url });
  const { key, workspaceId } = await customer();
  const slow = callerOf(own.url, key);
  const answer = slow.call('GET', '/v1/search', { 'x-sandbox-delay-ms': '3000' });
  await expect.poll(() => outcomes(workspaceId), patience).toEqual(['unknown']);
  const stopped = own.stop();
  expect((await answer).status).toBe(200);
  await stopped;
  expect(await own.gone).toBe(0);
  expect(await outcomes(workspaceId)).toEqual(['succeeded']);
  slow.close();
});

test('a program meters by itself what is no HTTP call: taken, held, settled and released, with the app’s own answers', async () => {
  const { key, workspaceId } = await customer();
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.url}/api/v1/${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
    return { status: response.status, type: response.headers.get('content-type'), body: (await response.json()) as Record<string, unknown> };
  };
  const taken = await post('meter/consume', { operation: 'search', quantity: 3 });
  expect([taken.status, taken.body.units]).toEqual([200, { calls: 3, credits: 3 }]);
  const held = await post('meter/consume', { operation: 'search', hold: true });
  expect(await post('meter/settle', { decisionId: held.body.decisionId, units: { credits: 9 } })).toMatchObject({ status: 200, body: { outcome: 'succeeded', units: { calls: 1, credits: 9 } } });
  const again = await post('meter/consume', { operation: 'search', hold: true });
  expect(await post('meter/release', { decisionId: again.body.decisionId })).toMatchObject({ status: 200, body: { outcome: 'released' } });
  expect(await post('meter/check', { operation: 'search' })).toMatchObject({ status: 200, body: { allowed: true } });
  expect((await outcomes(workspaceId)).sort()).toEqual(['released', 'succeeded', 'succeeded']);
  expect(await post('meter/consume', '{"operation":')).toMatchObject({ status: 400, type: 'application/problem+json', body: { code: 'malformed_json' } });
  expect(await post('meter/consume', { nothing: true })).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
  expect(await post('meter/consume', { operation: 'search' }, { authorization: 'Bearer tg_live_x' })).toMatchObject({ status: 401 });
  const got = await fetch(`${gateway.url}/api/v1/meter/consume`, { headers: { authorization: `Bearer ${key}` } });
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
});
