import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeVariant } from '@/bench/variant';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { callerOf } from '@/test/load';
import { ledgerRows, problemOf, upstreamStats, verify } from './books';
import { forgedTickets, oddTargets, spoofedHeaders } from './bypass-attempts';
import { headOf, rawCall, type RawAnswer } from './raw-call';

const secretOf = (product: Product): string => (JSON.parse(readFileSync(path.join(product.dataDir, 'secrets.json'), 'utf8')) as { internalSecret: string }).internalSecret;

/** Runs an attempt and answers how many calls reached the upstream, and how many rows the ledger gained, because of it. */
const watched = async (product: Product, attempt: () => Promise<RawAnswer>) => {
  const [calls, rows] = [(await upstreamStats(product)).calls, await ledgerRows(product)];
  const answer = await attempt();
  return { answer, reached: (await upstreamStats(product)).calls - calls, recorded: (await ledgerRows(product)) - rows };
};

const get = (product: Product, target: string, headers: Record<string, string> = {}) => rawCall(product.url, headOf(`GET ${target}`, headers));

describe('the product as it is', () => {
  let product: Product;
  let customer: Customer;
  let bearer: Record<string, string>;

  beforeAll(async () => {
    product = await runProduct();
    customer = await newCustomer(product.url);
    await putOnPlan(product.databaseUrl, customer.workspaceId, 'enterprise');
    bearer = { authorization: `Bearer ${customer.key}` };
  });

  afterAll(async () => {
    try {
      if (product) verify(product);
    } finally {
      await product?.stop();
    }
  });

  const isRefusedFree = async (attempt: () => Promise<RawAnswer>) => {
    const { answer, reached, recorded } = await watched(product, attempt);
    expect([reached, recorded]).toEqual([0, 0]);
    expect(answer.status, answer.body.slice(0, 300)).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  };
  const isCharged = async (attempt: () => Promise<RawAnswer>) => {
    const { reached, recorded } = await watched(product, attempt);
    expect(reached).toBe(recorded);
    return reached;
  };

  test.each(spoofedHeaders)('a call without a key is refused with %s', async (_what, headers) => {
    await isRefusedFree(() => get(product, '/gateway/v1/search', headers));
  });

  test.each(spoofedHeaders)('a call with a key is charged with %s', async (_what, headers) => {
    expect(await isCharged(() => get(product, '/gateway/v1/search', { ...bearer, ...headers }))).toBe(1);
  });

  test.each(oddTargets)('%s is never answered by the upstream without a key, nor with one without being charged', async (target) => {
    const { answer, reached, recorded } = await watched(product, () => get(product, target));
    expect([reached, recorded, answer.body.includes('"received"')]).toEqual([0, 0, false]);
    expect(answer.status).toBeLessThan(500);
    await isCharged(() => get(product, target, bearer));
  });

  test('a forged ticket passes nobody, even one that is signed with the right secret', async () => {
    for (const ticket of forgedTickets(secretOf(product), Date.now())) {
      await isRefusedFree(() => get(product, '/gateway/v1/search', { 'x-tollgate-ticket': ticket }));
      await isRefusedFree(() => get(product, '/gateway/v1/search', { 'X-Tollgate-Ticket': ticket, 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' }));
    }
  });

  test('no answer shows the ticket that its call was made with, whatever the method and the outcome', async () => {
    const { call, close } = callerOf(product.url, customer.key);
    const shown = async (method: string, status = '200') => Object.keys((await call(method, '/v1/search', { 'x-sandbox-status': status })).headers).filter((name) => name.includes('ticket'));
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) expect([method, await shown(method)]).toEqual([method, []]);
    for (const status of ['204', '302', '304', '404', '500']) expect([status, await shown('GET', status)]).toEqual([status, []]);
    close();
  });

  test('what the upstream is sent holds no key, no ticket and nothing else of ours', async () => {
    const { call, close } = callerOf(product.url, customer.key);
    const answer = await call('GET', '/v1/search?q=x', { cookie: 'a=b', 'x-own': 'kept', 'x-tollgate-anything': '1' });
    const { received } = JSON.parse(answer.body) as { received: { path: string; query: object; headers: Record<string, string> } };
    expect(received).toMatchObject({ path: '/v1/search', query: { q: 'x' }, headers: { 'x-own': 'kept' } });
    expect(Object.keys(received.headers).filter((name) => /tollgate|authorization|api-key|cookie|middleware|invoke|nextjs|matched|forwarded/.test(name))).toEqual([]);
    expect(answer.body).not.toContain(customer.key);
    expect(Object.keys(answer.headers).filter((name) => /ticket|middleware|nextjs/.test(name))).toEqual([]);
    close();
  });

  test.each(['/v1/search/', '/v1/search.json', '/v1/a%2Fb', '/v1/%E2%82%AC/%20x', '/v1/x;y=1/(z)', '/v1/a:b@c', '/v1/search?x=%20+&y=a%26b&y=2', '/_next/data/x.json', '/api/v1/me'])(
    '%s reaches the upstream exactly as it was sent, charged once', async (target) => {
      const { answer, reached, recorded } = await watched(product, () => get(product, `/gateway${target}`, bearer));
      expect([answer.status, reached, recorded], answer.body.slice(0, 300)).toEqual([200, 1, 1]);
      const { received } = JSON.parse(answer.body) as { received: { path: string; query: Record<string, string> } };
      const sent = new URL(`http://x${target}`);
      expect(received).toMatchObject({ path: target.split('?')[0], query: Object.fromEntries(sent.searchParams) });
    },
  );

  test.each(['/gateway', '/gateway/', '/gateway.rsc', '/gateway/v1/search.rsc', '/gateway/v1/a.segments/b.segment.rsc'])('%s cannot be passed on, so a key is charged nothing for it', async (target) => {
    await isRefusedFree(() => get(product, target, bearer));
  });

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s without a key is refused, with one it is charged', async (method) => {
    await isRefusedFree(() => rawCall(product.url, headOf(`${method} /gateway/v1/other`, { 'content-length': '0', connection: 'close' })));
    expect(await isCharged(() => rawCall(product.url, headOf(`${method} /gateway/v1/other`, { ...bearer, 'content-length': '0', connection: 'close' })))).toBe(1);
  });

  test.each<Record<string, string>>([{}, { authorization: 'Bearer ' }, { authorization: `Bearer ${'0'.repeat(64)}` }, { authorization: 'Basic eDp5' }, { 'x-tollgate-internal': '1', 'x-forwarded-for': '127.0.0.1' }])(
    'the meter’s own address is not there for whoever lacks its secret (%o)', async (headers) => {
      const answer = await rawCall(product.url, `${headOf('POST /api/internal/meter', { 'content-type': 'application/json', 'content-length': '2', ...headers })}[]`);
      expect([answer.status, problemOf(answer).code]).toEqual([404, 'not_found']);
    },
  );

  test('two requests smuggled in one are two requests or none', async () => {
    const inner = headOf('GET /gateway/v1/search');
    const framings: Record<string, string>[] = [{ 'content-length': '4', 'transfer-encoding': 'chunked' }, { 'transfer-encoding': 'chunked, identity' }, { 'content-length': '0, 5' }];
    for (const framing of framings) {
      const { answer, reached, recorded } = await watched(product, () => rawCall(product.url, `${headOf('POST /gateway/v1/other', { ...bearer, ...framing })}0\r\n\r\n${inner}`));
      expect(reached).toBe(recorded);
      expect(answer.status).toBe(400);
    }
  });
});

describe('the product with the matcher of its middleware removed', () => {
  let product: Product;
  let variant: ReturnType<typeof makeVariant>;

  beforeAll(async () => {
    variant = makeVariant({ 'middleware.ts': 'test/product/without-matcher/middleware.ts' });
    product = await runProduct({ root: variant.root });
  });

  afterAll(async () => {
    await product?.stop();
    variant?.remove();
  });

  test('makes no call at all: nothing was decided, so nothing is forwarded', async () => {
    const customer = await newCustomer(product.url);
    const bearer = { authorization: `Bearer ${customer.key}` };
    const forged = forgedTickets(secretOf(product), Date.now()).map((ticket) => ({ 'x-tollgate-ticket': ticket }));
    const all = [{}, ...forged, ...spoofedHeaders.map(([, headers]) => headers)];
    for (const headers of all) {
      const { answer, reached, recorded } = await watched(product, () => get(product, '/gateway/v1/search', { ...bearer, ...headers }));
      expect([reached, recorded, answer.status]).toEqual([0, 0, 401]);
      expect(problemOf(answer).code).toBe('unauthenticated');
    }
    for (const target of oddTargets) {
      const { reached, recorded } = await watched(product, () => get(product, target, bearer));
      expect([reached, recorded]).toEqual([0, 0]);
    }
  });
});
