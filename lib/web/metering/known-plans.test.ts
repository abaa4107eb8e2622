import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Decision } from '@/lib/domain/decision';
import type { KeyPlan } from '@/lib/services/usage/plans-of-keys';
import { makeKnownPlans } from './known-plans';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const planOf = (keyHash: string, requests: number): KeyPlan => ({ keyHash, keyId: `key_${keyHash}`, workspaceId: 'ws', planVersionId: `pv_${requests}`, plan: 'free', limits: { requests }, now: new Date(Date.now() + 3_600_000) });

const started = () => {
  const state = { requests: 5, isAway: false, isHanging: false };
  const read = vi.fn((hashes: string[]) => (state.isHanging ? new Promise<KeyPlan[]>(() => {}) : Promise.resolve(hashes.filter((hash) => hash !== 'none').map((hash) => planOf(hash, state.requests)))));
  const plans = makeKnownPlans({ read, isAway: () => state.isAway, withinMs: 1_000 });
  const limitOf = async (hash: string) => (await plans.of([hash])).get(hash)?.limits.requests;
  return { state, read, plans, limitOf };
};

test('only the first call of a key asks the database first; later ones are renewed behind, once at a time', async () => {
  const { state, read, limitOf } = started();
  expect([await limitOf('a'), await limitOf('a'), read.mock.calls.length]).toEqual([5, 5, 1]);
  state.requests = 3;
  await vi.advanceTimersByTimeAsync(2_001);
  expect(await Promise.all([limitOf('a'), limitOf('a'), limitOf('a')])).toEqual([5, 5, 5]);
  await vi.advanceTimersByTimeAsync(20);
  expect([await limitOf('a'), read.mock.calls.length]).toEqual([3, 2]);
});

test('a key whose decision shows another plan is read again before its next call', async () => {
  const { read, plans, limitOf } = started();
  await limitOf('a');
  const decision = (plan: string | null): Decision => ({
    allowed: false, code: 'quota_exceeded', decisionId: null, workspaceId: 'ws', operation: null, limits: [], refusedBy: null, required: null, plan, feature: null, retryAfterSeconds: null,
  });
  for (const plan of ['free', null]) plans.learn('a', decision(plan));
  await limitOf('a');
  expect(read).toHaveBeenCalledTimes(1);
  plans.learn('a', decision('pro'));
  await limitOf('a');
  expect(read).toHaveBeenCalledTimes(2);
});

test('what the database does not know is not known, and is asked about again', async () => {
  const { read, limitOf } = started();
  expect([await limitOf('none'), await limitOf('none'), read.mock.calls.length]).toEqual([undefined, undefined, 2]);
});

test('a database that does not answer costs a second once, and then what is known holds', async () => {
  const { state, read, plans, limitOf } = started();
  await limitOf('a');
  state.isHanging = true;
  const strange = limitOf('b');
  await vi.advanceTimersByTimeAsync(1_000);
  expect([await strange, await limitOf('a'), await limitOf('c'), read.mock.calls.length]).toEqual([undefined, 5, undefined, 2]);
  state.isAway = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect([await plans.reread(['a']), read.mock.calls.length]).toEqual([null, 2]);
});

test('time is the application’s, as the database told it', async () => {
  const { plans, limitOf } = started();
  await limitOf('a');
  expect(plans.now().getTime() - Date.now()).toBe(3_600_000);
});

test('no number of keys is kept forever: those that were read longest ago go', async () => {
  const { read, plans, limitOf } = started();
  await plans.of(Array.from({ length: 20_001 }, (_, i) => `k${i}`));
  await limitOf('k20000');
  expect(read).toHaveBeenCalledTimes(1);
  await limitOf('k0');
  expect(read).toHaveBeenCalledTimes(2);
});
