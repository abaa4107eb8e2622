import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, type Customer } from '@/test/customer';
import { serverPid } from '@/test/crash/processes';
import { problemOf, upstreamStats } from './books';
import { headOf, rawCall } from './raw-call';

let product: Product;
let customer: Customer;
let pid: number;

beforeAll(async () => {
  product = await runProduct();
  customer = await newCustomer(product.url);
  pid = serverPid(product);
});

afterAll(() => product?.stop());

type Sent = { method?: string; target: string; headers?: Record<string, string>; body?: string | Buffer; parts?: Iterable<string | Buffer>; isAnonymous?: boolean };

/** Sends it and demands a complete problem document, with the id that the header says. */
const refusalOf = async ({ method = 'GET', target, headers = {}, body, parts, isAnonymous }: Sent) => {
  const length: Record<string, string> = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const bearer: Record<string, string> = isAnonymous ? {} : { authorization: `Bearer ${customer.key}` };
  const answer = await rawCall(product.url, headOf(`${method} ${target}`, { ...bearer, ...length, ...headers }), { body: parts ?? (body === undefined ? [] : [body]) });
  expect(answer.status, answer.body.slice(0, 500)).toBeGreaterThanOrEqual(400);
  expect(answer.status, answer.body.slice(0, 500)).toBeLessThan(500);
  const problem = problemOf(answer);
  expect(problem.requestId).toBe(answer.headers['x-request-id']);
  return { ...answer, code: problem.code, problem };
};

describe('addresses and methods', () => {
  test.each(['/api/nothing', '/api/v1/nothing', '/api/v1/usage', '/api/v1/plans/none/more', '/api/v1/plans/none', '/api/webhooks/none', '/api', '/api/v1/decisions/none', '/api/v1/subscriptions/checkouts/none'])(
    'nothing is at %s', async (target) => {
      expect(await refusalOf({ target })).toMatchObject({ status: 404, code: 'not_found' });
    },
  );

  test.each([
    ['POST', '/api/v1/plans', 'GET, HEAD, OPTIONS'], ['DELETE', '/api/v1/usage/current', 'GET, HEAD, OPTIONS'], ['PUT', '/api/v1/me', ''], ['PATCH', '/api/health', ''], ['GET', '/api/v1/auth/sign-up', 'POST, OPTIONS'],
    ['GET', '/api/webhooks/stripe', 'POST, OPTIONS'], ['PUT', '/api/v1/api-keys', 'GET, HEAD, POST, OPTIONS'], ['POST', '/overview', 'GET, HEAD'], ['TRACE', '/api/v1/plans', ''], ['TRACE', '/gateway/v1/search', ''],
    ['TRACE', '/', ''], ['PROPFIND', '/api/v1/plans', ''], ['LINK', '/gateway/v1/search', ''], ['SCREAM', '/api/v1/plans', ''], ['CONNECT', 'localhost:443', ''],
  ])('%s %s is refused, and says what is allowed', async (method, target, allow) => {
    const refused = await refusalOf({ method, target, headers: { 'content-length': '0' } });
    expect(refused).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(refused.headers.allow).toMatch(/GET|POST/);
    if (allow) expect(refused.headers.allow).toBe(allow);
  });

  test.each([
    '/api/v1/plans/%00', '/api/v1/decisions/%00', '/api/v1/usage/calls?cursor=%00', '/gateway/v1/%00', '/gateway/v1/search?q=%00', '/api/v1/plans/\0', '/%00', '/overview?x=%00', '/api/v1/plans/%', '/api/v1/plans/%ff', '/gateway/%ff',
    '/api/v1/plans/\xff', `/api/v1/plans/${'x'.repeat(9_000)}`, `/gateway/v1/search?q=${'x'.repeat(9_000)}`, `/gateway/${'x'.repeat(4_000)}`, '/api//v1/plans', '/api/v1/../v1/plans',
  ])('a target that is no clean text is refused: %j', async (target) => {
    await refusalOf({ target });
  });

  test.each([
    'GET / HTTP/9.9\r\n\r\n', 'GET /api/v1/plans HTTP/1.1\r\n\r\n', 'GET /api/v1/plans HTTP/1.1\r\nHost: a b\r\n\r\n', 'GET /api/v1/plans HTTP/1.1\r\nHost: x\r\nx-a: a\0b\r\n\r\n', 'GET /api/v1/plans HTTP/1.1\r\nHost: x\r\nx a: 1\r\n\r\n',
    'POST /api/v1/auth/sign-up HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 'POST /api/v1/auth/sign-up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'hello\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
  ])('what is not HTTP is refused as such: %j', async (bytes) => {
    const answer = await rawCall(product.url, bytes);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    problemOf(answer);
  });
});

describe('bodies', () => {
  const json = { 'content-type': 'application/json' };
  const post = (body: string | Buffer, headers: Record<string, string> = json) => refusalOf({ method: 'POST', target: '/api/v1/api-keys', headers, body });

  test.each(['{', '{"name":', '', 'null', '[]', '"text"', '1', "{'name':'a'}", '{"name":"a",}', `${'['.repeat(5_000)}`, `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, '\u{feff}{'])('%# is no JSON object that we take', async (body) => {
    const { status, code } = await post(body);
    expect([400, 422]).toContain(status);
    expect(['malformed_json', 'invalid_input', 'bad_request']).toContain(code);
  });

  test('bytes that are no UTF-8 are refused', async () => {
    await post(Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]));
  });

  test.each([
    [{ name: 'a', scopes: ['gateway'], color: 'red' }, '/color'], [{ name: 'a', scopes: ['gateway'], __proto__x: 1 }, '/__proto__x'], [{ scopes: ['gateway'] }, '/name'], [{ name: 1, scopes: ['gateway'] }, '/name'],
    [{ name: 'a', scopes: ['everything'] }, '/scopes/0'], [{ name: 'a\0b', scopes: ['gateway'] }, '/name'], [{ name: 'x'.repeat(100_000), scopes: ['gateway'] }, '/name'], [{ name: 'a', scopes: [] }, '/scopes'],
    [{ name: '\ud800', scopes: ['gateway'] }, '/name'],
  ])('%# is refused, and the field at fault is named', async (body, pointer) => {
    const { status, problem } = await post(JSON.stringify(body));
    expect(status).toBe(422);
    expect((problem.errors as { pointer: string }[]).map((one) => one.pointer)).toContain(pointer);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/json5', ';;;'])('content type %s is refused', async (type) => {
    expect(await post('{"name":"a","scopes":["gateway"]}', { 'content-type': type })).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  test('a webhook with no or a wrong signature is refused', async () => {
    for (const headers of [json, { ...json, 'stripe-signature': 't=1,v1=00' }]) {
      const { status, code } = await refusalOf({ method: 'POST', target: '/api/webhooks/stripe', headers, body: '{"id":"evt_1"}', isAnonymous: true });
      expect(status).toBe(400);
      expect(['bad_request', 'invalid_signature']).toContain(code);
    }
  });
});

describe('queries', () => {
  test.each([
    'usage/calls?cursor=x', 'usage/calls?cursor=%F0%9F%92%A5', `usage/calls?cursor=${Buffer.from('2026-01-01T00:00:00Z|x').toString('base64url')}`, `usage/calls?cursor=${Buffer.from("nonsense|dec_'").toString('base64url')}`,
    `usage/calls?cursor=${'a'.repeat(300)}`, 'usage/calls?limit=0', 'usage/calls?limit=101', 'usage/calls?limit=many', 'usage/calls?limit=1&limit=2', 'usage/calls?colour=red', 'usage/history?granularity=century', 'usage/history?from=x&to=y&granularity=day',
    'usage/breakdown?by=colour', 'usage/breakdown?by=operation&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'usage/breakdown?by=operation&from=0001-01-01T00:00:00Z&to=9999-01-01T00:00:00Z', 'usage/current?x=1',
  ])('%s is refused', async (address) => {
    expect(await refusalOf({ target: `/api/v1/${address}` })).toMatchObject({ status: 422, code: 'invalid_input' });
  });
});

describe('too much', () => {
  const targets = ['/api/v1/api-keys', '/gateway/v1/generate'];
  const megabyte = Buffer.alloc(1_000_000, 'x');
  const twenty = () => Array.from({ length: 20 }, () => megabyte);
  function* inChunks(): Generator<string | Buffer> {
    for (const part of twenty()) {
      yield `${part.byteLength.toString(16)}\r\n`;
      yield part;
      yield '\r\n';
    }
    yield '0\r\n\r\n';
  }

  test.each([...targets, '/'])('a megabyte of header to %s is refused', async (target) => {
    expect(await refusalOf({ target, headers: { 'x-long': 'x'.repeat(1_000_000) } })).toMatchObject({ status: 431, code: 'headers_too_large' });
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`x-many-${i}`, 'x'.repeat(30)]));
    expect(await refusalOf({ target, headers: many })).toMatchObject({ status: 431, code: 'headers_too_large' });
  });

  test.each(targets)('20 MB of body to %s are refused, announced or not, and nothing is charged', async (target) => {
    const before = (await upstreamStats(product)).calls;
    const json = { 'content-type': 'application/json' };
    expect(await refusalOf({ method: 'POST', target, headers: { ...json, 'content-length': '20000000' }, parts: twenty() })).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(await refusalOf({ method: 'POST', target, headers: { ...json, 'transfer-encoding': 'chunked' }, parts: inChunks() })).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect((await upstreamStats(product)).calls).toBe(before);
  });

  test('a body just below the gateway’s limit reaches the upstream whole, announced or not', async () => {
    const parts = Array.from({ length: 9 }, () => megabyte);
    const head = { authorization: `Bearer ${customer.key}` };
    const announced = await rawCall(product.url, headOf('POST /gateway/v1/generate', { ...head, 'content-length': '9000000' }), { body: parts });
    expect((JSON.parse(announced.body) as { received: { bytes: number } }).received.bytes).toBe(9_000_000);
    const chunks = [...parts.flatMap((part) => [`${part.byteLength.toString(16)}\r\n`, part, '\r\n']), '0\r\n\r\n'];
    const streamed = await rawCall(product.url, headOf('POST /gateway/v1/generate', { ...head, 'transfer-encoding': 'chunked' }), { body: chunks });
    expect((JSON.parse(streamed.body) as { received: { bytes: number } }).received.bytes).toBe(9_000_000);
  });

  test.each([['idempotency-key', ''], ['idempotency-key', 'x'.repeat(200)]])('%s “%s” is refused by the gateway', async (name, value) => {
    expect(await refusalOf({ target: '/gateway/v1/search', headers: { [name]: value } })).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

test('after all of this the same process serves', async () => {
  expect(serverPid(product)).toBe(pid);
  expect((await fetch(`${product.url}/api/health`)).status).toBe(200);
  expect((await fetch(`${product.url}/gateway/v1/search`, { headers: { authorization: `Bearer ${customer.key}` } })).status).toBe(200);
  expect(product.output()).not.toMatch(/unexpected error/);
});
