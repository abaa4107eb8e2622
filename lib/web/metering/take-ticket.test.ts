import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { takeTicket } from './take-ticket';
import { signTicket, ticketSeconds, type Ticket } from './ticket';

const secret = 'an-internal-secret-for-tests-that-is-long';
const instance = 'this-process';
let made = 0;
let ticket: Ticket;

beforeAll(() => {
  const env = {
    NODE_ENV: 'production', DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', UPSTREAM_URL: 'http://127.0.0.1:9', STRIPE_SECRET_KEY: 'sk_test_none', STRIPE_WEBHOOK_SECRET: 'whsec_none',
    NEXTAUTH_SECRET: secret, NEXTAUTH_URL: 'http://localhost:3000', INTERNAL_SECRET: secret,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  // The meter of this process, as far as a ticket needs it.
  Object.assign(globalThis, { [Symbol.for('tollgate.meter')]: { instance } });
});

afterAll(() => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, Symbol.for('tollgate.meter'));
});

beforeEach(() => {
  made += 1;
  ticket = {
    decisionId: `dec_${made}`, occurredAt: '2026-11-20T10:00:00.000Z', method: 'GET', path: '/v1/search', requestId: `req_${made}`, isReplay: false,
    isClientRequestId: false, degraded: false, operation: 'search', fields: {}, instance, nonce: `nonce_${made}`, expiresAtMs: Date.now() + ticketSeconds * 1_000,
  };
});

const request = (text: string | null, method = 'GET', target = '/gateway/v1/search?q=1') =>
  new Request(`http://localhost:3000${target}`, { method, headers: text === null ? {} : { 'x-tollgate-ticket': text } });
const refused = expect.objectContaining({ code: 'unauthenticated' }) as Error;

test('takes a ticket that was made here for this very call', () => {
  expect(takeTicket(request(signTicket(ticket, secret)))).toEqual(ticket);
});

test('takes no ticket twice', () => {
  const signed = signTicket(ticket, secret);
  takeTicket(request(signed));
  for (let i = 0; i < 3; i += 1) expect(() => takeTicket(request(signed))).toThrow(refused);
});

test.each<[string, Partial<Ticket>]>([
  ['that has expired', { expiresAtMs: Date.now() - 1 }],
  ['of another process', { instance: 'another-process' }],
  ['of no process', { instance: '' }],
  ['for another method', { method: 'POST' }],
  ['for another path', { path: '/v1/images' }],
])('refuses a well signed ticket %s', (_what, change) => {
  expect(() => takeTicket(request(signTicket({ ...ticket, ...change }, secret)))).toThrow(refused);
});

test('refuses a ticket with any character of it changed', () => {
  const signed = signTicket(ticket, secret);
  // The last character of a signature holds bits that nobody reads.
  for (let at = 0; at < signed.length - 1; at += 7) {
    const changed = `${signed.slice(0, at)}${signed[at] === 'A' ? 'B' : 'A'}${signed.slice(at + 1)}`;
    expect(() => takeTicket(request(changed)), `character ${at}`).toThrow(refused);
  }
});

test.each([null, '', '.', 'none', 'a.b', 'e30.e30', `${'x'.repeat(20_000)}.y`])('refuses what is no ticket at all (%#)', (text) => {
  expect(() => takeTicket(request(text))).toThrow(refused);
});

test('refuses a ticket that another secret signed', () => {
  expect(() => takeTicket(request(signTicket(ticket, `${secret}!`)))).toThrow(refused);
});
