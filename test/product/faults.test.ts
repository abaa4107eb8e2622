import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newApiKey } from '@/lib/domain/api-key-format';
import { startUpstream, type RunningUpstream } from '@/sandbox/upstream/start-upstream';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { postmasterPid, serverPid } from '@/test/crash/processes';
import { callerOf, type Answer } from '@/test/load';
import { ask, booksOf, problemOf, upstreamStats, verify } from './books';
import { pausePostgres } from './pause-postgres';

let product: Product;
let upstream: RunningUpstream;
let customer: Customer;
let caller: ReturnType<typeof callerOf>;

beforeAll(async () => {
  upstream = await startUpstream();
  product = await runProduct({ env: { UPSTREAM_URL: upstream.url, METER_WAIT_MS: '2000' } });
  customer = await newCustomer(product.url);
  await putOnPlan(product.databaseUrl, customer.workspaceId, 'enterprise');
  caller = callerOf(product.url, customer.key);
});

afterAll(async () => {
  caller?.close();
  try {
    if (product) verify(product);
  } finally {
    await product?.stop();
    await upstream?.close();
  }
});

const search = (headers: Record<string, string> = {}) => caller.call('GET', '/v1/search', headers);
const outcomeOf = async (decisionId: string | null) => (await ask<{ outcome: string }>(product, 'SELECT outcome FROM usage_events WHERE id = $1', [decisionId]))[0]?.outcome;
const callsCounted = () => booksOf(product, customer.workspaceId, 'calls', 'month');

const streamed = (signal?: AbortSignal, chunkDelayMs = 100) =>
  fetch(`${product.url}/gateway/v1/chat/completions`, {
    method: 'POST', signal, body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'hi' }] }),
    headers: { authorization: `Bearer ${customer.key}`, 'content-type': 'application/json', 'accept-encoding': 'gzip, br', 'x-sandbox-chunk-delay-ms': String(chunkDelayMs) },
  });

describe('the upstream', () => {
  test('streams through: the first words arrive long before the last', async () => {
    const response = await streamed();
    expect([response.status, response.headers.get('content-type'), response.headers.get('content-encoding')]).toEqual([200, 'text/event-stream; charset=utf-8', null]);
    const arrivals: number[] = [];
    let text = '';
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      arrivals.push(performance.now());
      text += Buffer.from(part.value).toString('utf8');
    }
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
    expect(arrivals.length).toBeGreaterThan(10);
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(1_000);
    await expect.poll(() => outcomeOf(response.headers.get('x-decision-id'))).toBe('succeeded');
  });

  test('is let go when the client leaves in the middle of a stream; the call stays counted', async () => {
    const before = await upstreamStats(product);
    const leaving = new AbortController();
    const response = await streamed(leaving.signal, 30_000);
    await response.body?.getReader().read();
    leaving.abort();
    await expect.poll(async () => (await upstreamStats(product)).aborted).toBe(before.aborted + 1);
    await expect.poll(() => outcomeOf(response.headers.get('x-decision-id'))).toBe('aborted');
  });

  test('is let go when the client leaves before the first byte', async () => {
    const before = await upstreamStats(product);
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${customer.key}`, 'x-sandbox-delay-ms': '30000' };
    const call = fetch(`${product.url}/gateway/v1/search`, { headers, signal: leaving.signal }).then(() => 'answered', () => 'left');
    await expect.poll(async () => (await upstreamStats(product)).calls).toBe(before.calls + 1);
    leaving.abort();
    expect(await call).toBe('left');
    await expect.poll(async () => (await upstreamStats(product)).aborted).toBe(before.aborted + 1);
  });

  test('that breaks off in the middle of an answer costs nothing', async () => {
    const response = await streamed(undefined, 30_000);
    const reader = response.body?.getReader();
    await reader?.read();
    const { port } = upstream;
    await upstream.close();
    await expect(reader?.read()).rejects.toThrow();
    await expect.poll(() => outcomeOf(response.headers.get('x-decision-id'))).toBe('released');
    upstream = await startUpstream({ port });
  });

  test('that is down is 502 with a decision, charged nothing, and is reached again as soon as it is there', async () => {
    await expect.poll(async () => (await ask(product, "SELECT 1 FROM usage_events WHERE workspace_id = $1 AND outcome = 'unknown'", [customer.workspaceId])).length).toBe(0);
    const before = await callsCounted();
    const { port } = upstream;
    await upstream.close();
    for (const method of ['GET', 'POST']) {
      const answer = await caller.call(method, '/v1/other');
      expect([answer.status, problemOf(answer).code]).toEqual([502, 'upstream_unreachable']);
      expect(answer.headers['retry-after']).toBe('5');
      expect(problemOf(answer).decisionId).toBe(answer.decisionId);
      await expect.poll(() => outcomeOf(answer.decisionId)).toBe('released');
    }
    expect(await callsCounted()).toEqual(before);
    upstream = await startUpstream({ port });
    expect((await search()).status).toBe(200);
  });
});

describe('Postgres', () => {
  test('hanging: known calls pass by policy and are recorded after, all else is 503, and all of it ends by itself', async () => {
    const strict = await newCustomer(product.url);
    // What a catalogue says once and for all, changed under the product's feet: the plan of this customer refuses.
    await ask(product, `SET session_replication_role = replica; UPDATE entitlements SET when_unavailable = 'refuse' WHERE plan_version_id = (SELECT plan_version_id FROM workspaces WHERE id = '${strict.workspaceId}')`);
    const refusing = callerOf(product.url, strict.key);
    const stranger = callerOf(product.url, newApiKey('live'));
    expect([(await search()).status, (await refusing.call('GET', '/v1/search')).status]).toEqual([200, 200]);
    const before = await callsCounted();
    const server = serverPid(product);

    const goOn = pausePostgres(product);
    const passed: Answer[] = [];
    try {
      passed.push(await search());
      passed.push(...(await Promise.all(Array.from({ length: 30 }, () => search()))));
      const refused = await Promise.all([refusing.call('GET', '/v1/search'), stranger.call('GET', '/v1/search'), caller.call('POST', '/v1/images')]);
      for (const answer of refused) {
        expect([answer.status, problemOf(answer).code]).toEqual([503, 'unavailable']);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      const pages = await Promise.all(['/api/v1/usage/current', '/api/health'].map(async (address) => (await fetch(product.url + address, { headers: { authorization: `Bearer ${customer.key}` } })).status));
      expect(pages).toEqual([503, 503]);
      expect((await fetch(`${product.url}/api/health/live`)).status).toBe(200);
    } finally {
      goOn();
    }
    expect(passed.map((one) => [one.status, one.headers['x-tollgate-degraded']])).toEqual(passed.map(() => [200, 'unmetered']));
    expect(new Set(passed.map((one) => one.decisionId)).size).toBe(31);

    const recorded = () => ask<{ degraded: boolean }>(product, `SELECT degraded FROM usage_events WHERE id = ANY ($1) AND outcome = 'succeeded'`, [passed.map((one) => one.decisionId)]);
    await expect.poll(async () => (await recorded()).length, { timeout: 15_000 }).toBe(31);
    // The first was asked about before anybody knew: the database may have decided it after all, when it went on.
    expect((await recorded()).filter((row) => row.degraded).length).toBeGreaterThanOrEqual(30);
    expect(await callsCounted()).toEqual({ ledger: before.ledger + 31, counter: before.counter + 31 });
    await expect.poll(async () => [(await search()).headers['x-tollgate-degraded'], (await refusing.call('GET', '/v1/search')).status], { timeout: 10_000 }).toEqual([undefined, 200]);
    await expect.poll(async () => (await fetch(`${product.url}/api/health`)).status, { timeout: 15_000 }).toBe(200);
    expect(serverPid(product)).toBe(server);
    for (const one of [refusing, stranger]) one.close();
  });

  test('killed: known calls pass, it is started again, and every call that passed is in the ledger', async () => {
    expect((await search()).status).toBe(200);
    const killed = postmasterPid(product);
    process.kill(killed, 'SIGKILL');
    const answers: Answer[] = [];
    while (answers.length < 200 && (answers.length < 20 || postmasterPidOrNone() === killed)) {
      answers.push(await search());
      await wait(20);
    }
    expect([...new Set(answers.map((one) => one.status))]).toEqual([200]);
    expect(answers.some((one) => one.headers['x-tollgate-degraded'] === 'unmetered')).toBe(true);
    const ids = answers.map((one) => one.decisionId);
    const found = () => ask(product, 'SELECT 1 FROM usage_events WHERE id = ANY ($1)', [ids]).then((rows) => rows.length, () => 0);
    await expect.poll(found, { timeout: 30_000 }).toBe(ids.length);
    expect(postmasterPid(product)).not.toBe(killed);
    const ledgerIsCounter = await callsCounted();
    expect(ledgerIsCounter.counter).toBe(ledgerIsCounter.ledger);
  });

  const postmasterPidOrNone = () => {
    try {
      return postmasterPid(product);
    } catch {
      return 0;
    }
  };
});
