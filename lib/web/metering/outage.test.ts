import { afterEach, expect, test, vi } from 'vitest';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import type { MeteredCall } from '@/lib/services/usage/consume';
import type { PassedCall } from '@/lib/services/usage/record-passed';
import { makeOutage } from './outage';

afterEach(() => void vi.useRealTimers());

const log = { info: () => {}, warn: () => {}, error: () => {} };
const call = (requestId: string, key = 'a'): MeteredCall => {
  const question: MeterQuestion = { keyHash: key.repeat(64), requestId, isClientRequestId: true, method: 'GET', path: '/', headers: {} };
  return { question, resolved: { operation: 'search', weights: { calls: 1 }, hold: {}, measured: [], feature: null }, decisionId: `dec_${requestId}` };
};
const admitted = (workspaceId: string, admitsUnavailable = true): Decision => ({
  allowed: true, decisionId: 'dec_before', workspaceId, plan: 'free', occurredAt: '2026-11-20T10:00:00.000Z', operation: 'search', units: { calls: 1 }, limits: [], isReplay: false, degraded: false, admitsUnavailable,
});

const row = { decisionId: 'dec_before', occurredAt: '2026-11-20T10:00:00.000Z' };

/** An outage of a meter that has admitted calls of key `a` and of key `b`, of another workspace, and of `c`, whose plan refuses. */
const begun = () => {
  vi.useFakeTimers();
  const record = vi.fn((calls: PassedCall[]) => Promise.resolve(calls.map(() => row)));
  const outage = makeOutage({ record, now: () => new Date(), settle: () => {}, log });
  outage.learn([call('x'), call('x', 'b'), call('x', 'c')], [admitted('ws_1'), admitted('ws_2'), admitted('ws_3', false)]);
  outage.begin(new Error('away'));
  const passes = (one: MeteredCall) => outage.decide([one])[0]?.allowed;
  return { outage, record, passes };
};

test('while the meter is away, a call passes once under its request id, so that every call that passes is recorded', async () => {
  const { outage, record, passes } = begun();
  expect([passes(call('1')), passes(call('1')), passes(call('2')), passes(call('1', 'b'))]).toEqual([true, false, true, true]);
  await vi.advanceTimersByTimeAsync(300);
  expect(outage.isOpen()).toBe(false);
  expect(record.mock.calls.flat(2).map((one) => [one.question.requestId, one.forced])).toEqual([['1', true], ['2', true], ['1', true]]);
  outage.begin(new Error('away again'));
  expect(passes(call('1'))).toBe(true);
  await outage.drain();
});

test('a call that cannot be recorded is given up alone and aloud, and the others are recorded', async () => {
  const { outage, record, passes } = begun();
  record.mockImplementation((calls) => (calls.some(({ question }) => question.requestId === '3') ? Promise.reject(Object.assign(new Error('out of range'), { code: '22003' })) : Promise.resolve(calls.map(() => row))));
  const aloud = vi.spyOn(log, 'error');
  expect(['1', '2', '3', '4', '5'].map((id) => passes(call(id)))).toEqual([true, true, true, true, true]);
  await vi.advanceTimersByTimeAsync(300);
  expect([outage.isOpen(), outage.totals.recorded]).toEqual([false, 4]);
  expect(aloud).toHaveBeenLastCalledWith(expect.objectContaining({ decisionId: 'dec_3', requestId: '3' }), expect.any(String));
});

test('a plan that refuses, and a key that was not seen, do not pass', async () => {
  const { outage, passes } = begun();
  expect([passes(call('1', 'c')), passes(call('1', 'd'))]).toEqual([false, false]);
  await outage.drain();
});
