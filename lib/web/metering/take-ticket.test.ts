import { beforeAll, beforeEach, expect, test } from 'vitest';
import { signTicket, ticketSeconds, type Ticket } from '@/lib/domain/ticket';
import { takeTicket } from './take-ticket';

const secret = 'an-internal-secret-for-tests-that-is-long';
const instance = 'this-process';
let made = 0;
let ticket: Ticket;

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', UPSTREAM_URL: 'http://127.0.0.1:9', STRIPE_SECRET_KEY: 'sk_test_none', STRIPE_WEBHOOK_SECRET: 'whsec_none', NEXTAUTH_SECRET: secret,
    NEXTAUTH_URL: 'http://localhost:3000', INTERNAL_SECRET: secret,
  });
  // The meter of this process, as far as a ticket needs it.
  Object.assign(globalThis, { [Symbol.for('tollgate.meter')]: { instance } });
});

beforeEach(() => {
  made += 1;
  ticket = {
    decisionId: `dec_${made}`, occurredAt: '2026-11-20T10:00:00.000Z', workspaceId: 'ws_1', method: 'GET', target: '/gateway/v1/search?q=1', requestId: `req_${made}`, isReplay: false,
    isClientRequestId: false, degraded: false, fields: {}, instance, nonce: `nonce_${made}`, expiresAtMs: Date.now() + ticketSeconds * 1_000,
  };
});

const request = (text: string | null, method = 'GET', target = '/gateway/v1/search?q=1') =>
  new Request(`http://localhost:3000${target}`, { method, headers: text === null ? {} : { 'x-tollgate-ticket': text } });
const refusal = { code: 'unauthenticated' };

test('takes a ticket that was made here for this very call', async () => {
  expect(await takeTicket(request(await signTicket(ticket, secret)))).toEqual(ticket);
});

test('takes no ticket twice, not even at once', async () => {
  const signed = await signTicket(ticket, secret);
  const taken = await Promise.allSettled(Array.from({ length: 20 }, () => takeTicket(request(signed))));
  expect(taken.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  await expect(takeTicket(request(signed))).rejects.toMatchObject(refusal);
});

test.each<[string, Partial<Ticket>]>([
  ['that has expired', { expiresAtMs: Date.now() - 1 }],
  ['of another process', { instance: 'another-process' }],
  ['of no process', { instance: '' }],
  ['for another method', { method: 'POST' }],
  ['for another path', { target: '/gateway/v1/images?q=1' }],
  ['for another query', { target: '/gateway/v1/search?q=2' }],
])('refuses a well signed ticket %s', async (_what, change) => {
  await expect(takeTicket(request(await signTicket({ ...ticket, ...change }, secret)))).rejects.toMatchObject(refusal);
});

test('refuses a ticket with a field too many or too few', async () => {
  const { nonce: _nonce, ...rest } = ticket;
  for (const odd of [{ ...ticket, more: 1 }, rest]) await expect(takeTicket(request(await signTicket(odd as Ticket, secret)))).rejects.toMatchObject(refusal);
});

test('refuses a ticket with any character of it changed', async () => {
  const signed = await signTicket(ticket, secret);
  for (let at = 0; at < signed.length; at += 7) {
    // The last character of a signature holds bits that nobody reads.
    if (at === signed.length - 1) continue;
    const changed = `${signed.slice(0, at)}${signed[at] === 'A' ? 'B' : 'A'}${signed.slice(at + 1)}`;
    await expect(takeTicket(request(changed)), `character ${at}`).rejects.toMatchObject(refusal);
  }
});

test.each([null, '', '.', 'none', 'a.b', 'e30.e30', 'ü', `${'x'.repeat(20_000)}.y`])('refuses %s', async (text) => {
  await expect(takeTicket(text === 'ü' ? request('%C3%BC') : request(text))).rejects.toMatchObject(refusal);
});

test('refuses a ticket that another secret signed', async () => {
  await expect(takeTicket(request(await signTicket(ticket, `${secret}!`)))).rejects.toMatchObject(refusal);
});
