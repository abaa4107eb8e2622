import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiKey } from '@/lib/domain/api-key-format';
import type { NodeHandler } from '@/lib/web/front-door';
import { httpServer } from '@/lib/web/http-server';

let seen: { method?: string; url?: string; headers: Record<string, unknown>; rawHeaders: string[]; bytes: number }[] = [];
const holding = { reached: () => {}, letGo: () => {} };
const behind: NodeHandler = async (request, response) => {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  seen.push({ method: request.method, url: request.url, headers: { ...request.headers }, rawHeaders: request.rawHeaders, bytes });
  if (request.url === '/gateway/held') {
    await new Promise<void>((resolve) => {
      holding.letGo = resolve;
      holding.reached();
    });
  }
  if (request.url === '/gateway/encoded') response.setHeader('X-Tollgate-Content-Encoding', 'gzip');
  response.end('reached');
};
const server = httpServer(behind, { maxBufferedBytes: 12_000_000 });
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Answer = { status: number; headers: Map<string, string>; body: string };

/** Sends bytes as they are and reads until the server has answered once. */
const exchange = (bytes: string | Buffer, isHead = false): Promise<Answer> => {
  seen = [];
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    socket.on('error', reject);
    socket.on('data', (data) => {
      text += data.toString('latin1');
      const answer = parse(isHead ? text.replace(/content-length:.*\r\n/i, '') : text);
      if (!answer) return;
      socket.destroy();
      resolve(answer);
    });
    socket.on('close', () => reject(new Error(`closed without an answer: ${text}`)));
    socket.write(bytes);
  });
};

const parse = (text: string): Answer | null => {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  if (line.includes(' 100 ')) return parse(text.slice(end + 4));
  const headers = new Map(lines.map((one) => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 1).trim()]));
  const rest = text.slice(end + 4);
  if (headers.get('transfer-encoding') === 'chunked') {
    if (!rest.endsWith('0\r\n\r\n')) return null;
    return { status: Number(line.split(' ')[1]), headers, body: rest.split('\r\n').filter((_, i) => i % 2 === 1).join('') };
  }
  if (rest.length < Number(headers.get('content-length') ?? 0)) return null;
  return { status: Number(line.split(' ')[1]), headers, body: rest };
};

const ask = (line: string, headers: string[] = [], body = '') => exchange(`${line} HTTP/1.1\r\nHost: localhost\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n${body}`);

const expectProblem = (answer: Answer, status: number, code: string): void => {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = JSON.parse(answer.body) as { code: string; status: number; requestId: string };
  expect(problem).toMatchObject({ code, status });
  expect(answer.headers.get('x-request-id')).toBe(problem.requestId);
  expect(seen).toEqual([]);
};

describe('what never reaches Next', () => {
  it.each([['TRACE /api/health'], ['PROPFIND /api/health'], ['CONNECT example.test:443'], ['BREW /api/health'], ['POST /plans'], ['PUT /_next/static/x.js']])('refuses the method of %s with 405 and Allow', async (line) => {
    const answer = await ask(line);
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toContain('GET');
  });

  it.each([
    '//gateway/v1/search', '/gateway//v1', '/gateway/../api', '/gateway/%2e%2e/api', '/gateway/%2E./x', '/gateway/.%2e%2fx', '/x/./gateway', '/\\gateway', '/gateway/a%5cb', '/gateway/..;/api', '/gateway/a/%2e.;x/b', '/gateway%00', '/a%0d%0ab',
    '/gateway/%', '/gateway/%zz', '/gateway/%ff', '/search?q=%', '/search?q=%00', '/gateway/x?nxtPpath=y', '/gateway/x?nxtIpath=y', '/gateway/x?__nextDataReq=1', 'http://evil.test/gateway/x', '/gateway/x#y',
  ])('refuses %s, which can be read in two ways', async (url) => {
    expectProblem(await ask(`GET ${url}`), 400, 'bad_request');
  });

  it.each(['/Gateway/x', '/GATEWAY', '/%67ateway/x', '/gateway%2fx', '/API/health', '/%61pi/v1/me', '/_Next/static/x', '/_next/data/build/gateway/x.json'])('answers 404 for %s, which only resembles an area', async (url) => {
    expectProblem(await ask(`GET ${url}`), 404, 'not_found');
  });

  it('refuses a request without a Host, and with one that is no host', async () => {
    expectProblem(await exchange('GET /api/health HTTP/1.1\r\n\r\n'), 400, 'bad_request');
    expectProblem(await exchange('GET /api/health HTTP/1.1\r\nHost: a b\r\n\r\n'), 400, 'bad_request');
    expectProblem(await exchange('GET /api/health HTTP/1.1\r\nHost: evil.test/x?\r\n\r\n'), 400, 'bad_request');
  });

  it('refuses a URL of more than 8 KB with 414 and a megabyte of headers with 431', async () => {
    expectProblem(await ask(`GET /api/${'a'.repeat(8_200)}`), 414, 'uri_too_long');
    expectProblem(await ask('GET /api/health', [`x-big: ${'a'.repeat(1_000_000)}`]), 431, 'headers_too_large');
  });

  it('refuses what is not HTTP, and a body with two lengths', async () => {
    expectProblem(await exchange('GET /api/health HTTQ/1.1\r\n\r\n'), 400, 'bad_request');
    expectProblem(await ask('POST /api/v1/x', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), 400, 'bad_request');
  });
});

describe('bodies', () => {
  it('refuses one that says it is too large, before it is sent, also when the client waits for permission', async () => {
    expectProblem(await ask('POST /api/v1/x', ['Content-Length: 1000001']), 413, 'payload_too_large');
    expectProblem(await ask('POST /api/v1/x', ['Content-Length: 20000000', 'Expect: 100-continue']), 413, 'payload_too_large');
    expectProblem(await ask('POST /gateway/x', ['Content-Length: 10000001']), 413, 'payload_too_large');
  });

  it('refuses a chunked one as soon as it is too large, and never passes on a part of it', async () => {
    const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`;
    expectProblem(await ask('POST /api/v1/x', ['Transfer-Encoding: chunked'], chunk.repeat(11)), 413, 'payload_too_large');
    expectProblem(await ask('POST /gateway/x', ['Transfer-Encoding: chunked', `X-Api-Key: ${newApiKey('test')}`], chunk.repeat(101)), 413, 'payload_too_large');
  });

  it('lets the largest through whole, chunked or not, and after permission', async () => {
    const body = 'x'.repeat(1_000_000);
    for (const [headers, sent] of [[['Content-Length: 1000000'], body], [['Transfer-Encoding: chunked'], `${(1_000_000).toString(16)}\r\n${body}\r\n0\r\n\r\n`], [['Content-Length: 1000000', 'Expect: 100-continue'], body]] as const) {
      expect((await ask('POST /api/v1/x', [...headers], sent)).status).toBe(200);
      expect(seen[0]?.bytes).toBe(1_000_000);
    }
  });

  it('keeps nothing of a chunked one of a call without a key that can be one', async () => {
    const begun = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`;
    expectProblem(await ask('POST /gateway/x', ['Transfer-Encoding: chunked'], begun), 401, 'unauthenticated');
    expectProblem(await ask('POST /gateway/x', ['Transfer-Encoding: chunked', 'Authorization: Bearer tg_live_x'], begun), 401, 'invalid_api_key');
    expectProblem(await ask('POST /gateway/x', ['Transfer-Encoding: chunked', 'Expect: 100-continue']), 401, 'unauthenticated');
  });

  it('keeps only so much of chunked ones at once, and has room again when they are gone', async () => {
    const send = (path: string) => ask(`POST ${path}`, ['Transfer-Encoding: chunked', `X-Api-Key: ${newApiKey('test')}`], `${(8_000_000).toString(16)}\r\n${'x'.repeat(8_000_000)}\r\n0\r\n\r\n`);
    const reached = new Promise<void>((resolve) => (holding.reached = resolve));
    const first = send('/gateway/held');
    await reached;
    expectProblem(await send('/gateway/x'), 503, 'overloaded');
    holding.letGo();
    expect([(await first).status, (await send('/gateway/x')).status]).toEqual([200, 200]);
  });

  it.each(['GET', 'HEAD'])('refuses one of a %s through the gateway, which the upstream would wait for', async (method) => {
    for (const [header, body] of [['Content-Length: 5', 'hello'], ['Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n']] as const) {
      const answer = await exchange(`${method} /gateway/x HTTP/1.1\r\nHost: localhost\r\n${header}\r\nConnection: close\r\n\r\n${body}`, method === 'HEAD');
      expect([answer.status, seen]).toEqual([400, []]);
    }
    expect((await ask('GET /gateway/x', ['Content-Length: 0'])).status).toBe(200);
  });

  it('gives a chunked body its length and keeps the rest of the head', async () => {
    await ask('PATCH /api/v1/x?y=1', ['Transfer-Encoding: chunked', 'x-kept: yes'], '2\r\n{}\r\n0\r\n\r\n');
    expect(seen[0]).toMatchObject({ method: 'PATCH', url: '/api/v1/x?y=1', bytes: 2, headers: { 'content-length': '2', 'x-kept': 'yes' } });
    expect(seen[0]?.headers).not.toHaveProperty('transfer-encoding');
  });
});

describe('headers on the way in', () => {
  const forged = ['X-Tollgate-Ticket: t', 'x-tollgate-ip: 9.9.9.9', 'X-Middleware-Subrequest: middleware', 'x-middleware-rewrite: /x', 'x-nextjs-data: 1', 'x-invoke-path: /x', 'X-Matched-Path: /x', 'x-now-route-matches: 1', 'next-resume: 1', 'Next-Action: a', 'x-next-resume-state-length: 1', 'Content-Security-Policy: script-src *', 'x-prerender-revalidate: 1'];

  it('removes every header that only our own parts may set, whatever its case', async () => {
    await ask('GET /gateway/x', [...forged, 'x-mine: kept', 'Authorization: Bearer k', 'RSC: 1', 'Next-Router-State-Tree: x']);
    const names = Object.keys(seen[0]?.headers ?? {}).sort();
    expect(names).toEqual(['accept-encoding', 'authorization', 'host', 'x-mine', 'x-request-id', 'x-tollgate-accept-encoding', 'x-tollgate-ip']);
    expect(seen[0]?.headers).toMatchObject({ 'x-tollgate-ip': '127.0.0.1', 'accept-encoding': 'identity', 'x-tollgate-accept-encoding': 'identity' });
    expect(seen[0]?.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()).sort()).toEqual(names);
  });

  it('counts a client by its socket, whatever it says of itself, and behind trusted proxies by what the outermost of them wrote', async () => {
    const claimed = ['X-Forwarded-For: 203.0.113.9', 'X-Forwarded-For: 192.0.2.7, [2001:db8::1]:443', 'X-Real-IP: 203.0.113.9', 'Forwarded: for=203.0.113.9'];
    await ask('GET /api/x', claimed);
    expect(seen[0]?.headers['x-tollgate-ip']).toBe('127.0.0.1');
    const behindTwo = httpServer(behind, { trustedProxies: 2 });
    await new Promise<void>((resolve) => behindTwo.listen(0, '127.0.0.1', resolve));
    const first = port;
    port = (behindTwo.address() as AddressInfo).port;
    await ask('GET /api/x', claimed);
    port = first;
    behindTwo.close();
    expect(seen[0]?.headers['x-tollgate-ip']).toBe('192.0.2.7');
  });

  it('replaces a client’s policy on pages by one with a new nonce, and says the same in the answer', async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 3; i += 1) {
      const answer = await ask('GET /plans?x=1', [...forged, 'RSC: 1']);
      const policy = String(seen[0]?.headers['content-security-policy']);
      expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic' https:\/\/js\.stripe\.com /);
      expect(answer.headers.get('content-security-policy')).toBe(policy);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(seen[0]?.headers).toMatchObject({ rsc: '1', 'x-tollgate-path': '/plans?x=1' });
      nonces.add(policy);
    }
    expect(nonces.size).toBe(3);
  });

  it('gives a file’s path the policy too, in case a page answers there, but leaves its caching alone', async () => {
    const answer = await ask('GET /no-such.page');
    expect(answer.headers.get('content-security-policy')).toBe(seen[0]?.headers['content-security-policy']);
    expect(answer.headers.has('cache-control')).toBe(false);
  });

  it('takes over a client’s request id and says that it is the client’s', async () => {
    const answer = await ask('GET /gateway/x', ['x-request-id: order:17.a_b-c']);
    expect(seen[0]?.headers).toMatchObject({ 'x-request-id': 'order:17.a_b-c', 'x-tollgate-client-request': '1' });
    expect(answer.headers.get('x-request-id')).toBe('order:17.a_b-c');
  });

  it.each(['a b', 'a'.repeat(201), 'ä', 'x;y'])('makes a request id of its own instead of %j', async (id) => {
    await ask('GET /gateway/x', [`x-request-id: ${id}`, 'x-tollgate-client-request: 1']);
    expect(seen[0]?.headers['x-request-id']).toMatch(/^req_[0-9a-z]{26}$/);
    expect(seen[0]?.headers).not.toHaveProperty('x-tollgate-client-request');
  });

  it('lets an answer through the gateway say how it is encoded, which Next would not', async () => {
    const { headers } = await ask('GET /gateway/encoded');
    expect([headers.get('content-encoding'), headers.has('x-tollgate-content-encoding')]).toEqual(['gzip', false]);
  });

  it('leaves the upstream’s answers through the gateway without our page headers', async () => {
    const answer = await ask('GET /gateway/x');
    expect([...answer.headers.keys()].filter((name) => name.startsWith('content-security') || name === 'cache-control')).toEqual([]);
  });
});

describe('a handler that fails', () => {
  it('is answered with 500 that says nothing of the cause', async () => {
    const failing = httpServer(() => Promise.reject(new Error('secret cause')));
    await new Promise<void>((resolve) => failing.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${(failing.address() as AddressInfo).port}/api/x`);
    const text = await response.text();
    failing.closeAllConnections();
    failing.close();
    expect([response.status, response.headers.get('content-type')]).toEqual([500, 'application/problem+json']);
    expect(text).not.toContain('secret');
  });
});
