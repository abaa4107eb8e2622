import type { Mutant } from './mutant';

/** Bugs in code that needs no database to be found out. */
export const ofCode: Mutant[] = [
  { bug: 'a ticket that is good for every method', in: { file: 'lib/web/metering/ticket.ts' }, find: ' && ticket.method === about.method', replace: '', tests: ['lib/web/metering/ticket.test.ts'] },
  { bug: 'a ticket that is good for every path', in: { file: 'lib/web/metering/ticket.ts' }, find: ' && ticket.path === about.path', replace: '', tests: ['lib/web/metering/ticket.test.ts'] },
  { bug: 'a ticket that can be used twice', in: { file: 'lib/web/metering/take-ticket.ts' }, find: ' || used.has(ticket.nonce)', replace: '', tests: ['lib/web/metering/take-ticket.test.ts'] },
  { bug: 'a ticket that never ends', in: { file: 'lib/web/metering/ticket.ts' }, find: ' && ticket.expiresAtMs > about.nowMs', replace: '', tests: ['lib/web/metering/ticket.test.ts'] },
  { bug: 'round the cost of a model call down', in: { file: 'lib/domain/model-usage/token-cost.ts' }, find: '(millionths + 500_000n)', replace: 'millionths', tests: ['lib/domain/model-usage/token-cost.test.ts'] },
  { bug: 'believe the first count of tokens, not the last', in: { file: 'lib/domain/model-usage/anthropic.ts' }, find: 'counts = { ...counts, ...countsIn(value) };', replace: 'counts = { ...countsIn(value), ...counts };', tests: ['lib/domain/model-usage/usage-reader.test.ts'] },
  { bug: 'let the same call pass twice while the meter is away', in: { file: 'lib/web/metering/outage.ts' }, find: ' || passed.has(once)', replace: '', tests: ['lib/web/metering/outage.test.ts'] },
  { bug: 'take a body that nobody read for the cheapest', in: { file: 'lib/domain/operations.ts' }, find: 'if (one.body !== undefined && fields === undefined) return true;', replace: 'if (one.body !== undefined && fields === undefined) return false;', tests: ['lib/domain/operations.test.ts'] },
];
