import { afterAll, beforeAll, expect, test } from 'vitest';
import { verify } from '@/test/product/books';
import { admitsWhatFits } from './admitting';
import { seesChanges } from './changing';
import { startFour, type FourProcesses } from './four-processes';
import { edges, rollsOver } from './rolling-over';
import { isFull, sizes } from './sizes';

let four: FourProcesses;

beforeAll(async () => {
  four = await startFour();
}, 600_000);

afterAll(async () => {
  try {
    if (four) verify(four.product);
  } finally {
    await four?.stop();
  }
}, 120_000);

const say = (line: string): void => {
  if (isFull) process.stdout.write(`  ${line}\n`);
};

test.each(Array.from({ length: sizes.seeds }, (_, i) => i + 1))('calls of 1 to 50 units at once through two apps and two gateways, against limits and grants, are admitted exactly as they fit, and none is refused that fitted (seed %i)', async (seed) => {
  await admitsWhatFits(four, sizes.calls, seed);
});

test('an upgrade, a downgrade, a cap and a revoked key hold for every call that starts after them, in every process', async () => {
  say(`${await seesChanges(four, sizes.flips)} calls a second while plans, caps and keys changed`);
});

// Last: time only goes forward.
test('around every edge of a window each call is in exactly one period, whatever the time zone of the process', async () => {
  let calls = 0;
  for (const edge of edges.slice(0, sizes.edges)) calls += await rollsOver(four, edge);
  expect(calls).toBeGreaterThan(isFull ? 10_000 : 100);
  say(`${calls} calls around ${edges.length} edges`);
});
