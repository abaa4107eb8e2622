import { signTicket } from '@/lib/web/metering/ticket';

/** Every spelling by which a Next server was ever told that its middleware has run, or need not. */
const subrequests = ['middleware', 'src/middleware', 'middleware.js', 'middleware.ts', 'src/middleware.ts', 'pages/_middleware', 'src/pages/_middleware', 'app/middleware', 'proxy', 'src/proxy', '/middleware'];
const repeated = (text: string, times: number) => Array<string>(times).fill(text).join(':');

const spoofed: Record<string, string>[] = [
  ...subrequests.flatMap((name) => [1, 5, 6].map((times) => ({ 'x-middleware-subrequest': repeated(name, times) }))),
  { 'X-MIDDLEWARE-SUBREQUEST': repeated('src/middleware', 5) },
  { 'x-middleware-subrequest': repeated('middleware', 5), 'x-middleware-subrequest-id': '0'.repeat(16) },
  { 'x-middleware-next': '1' }, { 'x-middleware-invoke': '1' }, { 'x-middleware-rewrite': '/gateway/v1/search' }, { 'x-middleware-prefetch': '1' }, { 'x-middleware-skip': '1' },
  { 'x-middleware-override-headers': 'x-tollgate-ticket', 'x-middleware-request-x-tollgate-ticket': 'none' },
  { 'x-invoke-path': '/gateway/v1/search', 'x-invoke-output': '/gateway/[...path]', 'x-invoke-status': '200' }, { 'x-invoke-query': '{}' },
  { 'x-matched-path': '/gateway/[...path]' }, { 'x-now-route-matches': '1=v1/search' }, { 'x-nextjs-data': '1' }, { 'x-nextjs-rewrite': '/gateway/v1/search' },
  { 'x-prerender-revalidate': 'anything' }, { 'x-prerender-bypass': '1' }, { 'next-resume': '1' }, { 'next-action': 'abc' }, { rsc: '1', 'next-router-prefetch': '1' },
  { 'x-forwarded-host': '127.0.0.1', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' }, { 'x-original-url': '/gateway/v1/search', 'x-rewrite-url': '/gateway/v1/search' },
  { 'x-http-method-override': 'OPTIONS' },
  { 'x-tollgate-client-request': '1', 'x-tollgate-path': '/gateway/v1/search', 'x-tollgate-ip': '127.0.0.1', 'x-tollgate-degraded': 'unmetered', 'x-tollgate-admitted': '1' },
];

export const spoofedHeaders = spoofed.map((headers): [string, Record<string, string>] => [Object.entries(headers).map(([name, value]) => `${name}: ${value.slice(0, 60)}`).join(', '), headers]);

/** Spellings of a gateway address that one part of a server may read differently from another. */
export const oddTargets = [
  '//gateway/v1/search', '/./gateway/v1/search', '/gateway/../gateway/v1/search', '/x/../gateway/v1/search', '/gateway/./v1/search', '/gateway//v1/search', '/gateway/v1/../v1/search',
  '/%67ateway/v1/search', '/%47ateway/v1/search', '/gatewa%79/v1/search', '/%2567ateway/v1/search', '/GATEWAY/v1/search', '/Gateway/v1/search', '/gateway%2fv1%2fsearch', '/gateway%2Fv1/search',
  '/gateway%5cv1/search', '/gateway\\v1\\search', '\\gateway\\v1\\search', '/en/gateway/v1/search', '/fr/gateway/v1/search', '/gateway;x=1/v1/search', '/gateway/v1/search;x=1', '/;/gateway/v1/search',
  '/gateway/v1/search.rsc', '/gateway/v1/search.json', '/gateway.rsc', '/gateway/v1/search.segments/_tree.segment.rsc', '/gateway.segments/v1.segment.rsc', '/_next/data/x/gateway/v1/search.json',
  '/_next/data/development/gateway/v1/search.json', '/_next/../gateway/v1/search', '/_next/image?url=%2Fgateway%2Fv1%2Fsearch&w=64&q=75', '/gateway/v1/search/', '/gateway/v1/search?nxtPpath=v1', '/gateway/v1/search?__nextLocale=en',
  '/gateway/v1/search?x-tollgate-ticket=1', '/gateway', '/gateway/', '/gateway/%00', '/gateway/%2e%2e/v1/search', '/gateway/..%2fv1/search', '/gateway/v1/search%', '/gateway/v1/search#x', '/%2e/gateway/v1/search',
  'http://localhost/gateway/v1/search', 'http://evil.example/gateway/v1/search', 'gateway/v1/search', '*', '/api/../gateway/v1/search', '/api/v1/../../gateway/v1/search', '/g%61teway/v1/search', '/gateway%20/v1/search',
  '/gateway%09/v1/search', '/gateway/[...path]', '/gateway/%5B...path%5D', '/gateway/v1/search%3Fx=1', '/(metered)/gateway/v1/search', '/@gateway/gateway/v1/search', '/middleware', '/index/gateway/v1/search',
];

/** Tickets as somebody would make them: empty, of the right shape, signed with another secret, and even signed with the real one. */
export const forgedTickets = (internalSecret: string, nowMs: number): string[] => {
  const ticket = {
    decisionId: 'dec_00000000000000000000000000', occurredAt: new Date(nowMs).toISOString(), method: 'GET', path: '/v1/search', requestId: 'r', isReplay: false,
    isClientRequestId: false, degraded: true, operation: 'search', fields: {}, instance: '', nonce: 'n', expiresAtMs: nowMs + 30_000,
  };
  const real = signTicket(ticket, internalSecret);
  const unsigned = `${Buffer.from(JSON.stringify(ticket)).toString('base64url')}.`;
  return ['', 'none', '.', unsigned, signTicket(ticket, 'x'.repeat(32)), real, real.replace(/^./, 'f')];
};
