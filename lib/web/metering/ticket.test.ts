import { expect, test } from 'vitest';
import { readTicket, signTicket, type Ticket } from './ticket';

const secret = 's'.repeat(32);
const ticket: Ticket = {
  decisionId: 'dec_1', occurredAt: '2026-11-20T00:00:00.000Z', method: 'GET', path: '/v1/search', requestId: 'r', isReplay: false, isClientRequestId: false,
  degraded: false, operation: 'search', fields: { ratelimit: '"calls-month";r=1;t=2' }, instance: 'this process', nonce: 'n', expiresAtMs: 2_000,
};
const about = { nowMs: 1_000, instance: 'this process', method: 'GET', path: '/v1/search' };

test('a ticket is read back as it was signed', () => {
  expect(readTicket(signTicket(ticket, secret), secret, about)).toEqual(ticket);
});

test.each([
  ['is expired', { nowMs: 2_000 }],
  ['was made for another process', { instance: 'another' }],
  ['was made for another method', { method: 'POST' }],
  ['was made for another path', { path: '/v1/other' }],
])('a ticket that %s is refused', (_what, difference) => {
  expect(readTicket(signTicket(ticket, secret), secret, { ...about, ...difference })).toBeNull();
});

test('no change to a ticket, and no other secret, passes', () => {
  const text = signTicket(ticket, secret);
  expect(readTicket(text, 'x'.repeat(32), about)).toBeNull();
  for (let i = 0; i < text.length - 1; i += 1) {
    const changed = text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1);
    expect(readTicket(changed, secret, about)).toBeNull();
  }
});

test.each(['', '.', 'words', 'a.b.c', `${'e30'}.`])('%j is no ticket', (text) => {
  expect(readTicket(text, secret, about)).toBeNull();
});
