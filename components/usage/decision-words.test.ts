import { describe, expect, it } from 'vitest';
import type { DecisionView, MeterView } from '@/lib/domain/views/usage-view';
import { chargedWords, decisionRemedy, decisionWhy } from './decision-words';

const meters: MeterView[] = [{ meter: 'tokens', name: 'Tokens', unit: { one: 'token', many: 'tokens' }, isMain: true, limits: [], packs: null }];
const refusal: DecisionView = {
  decisionId: 'dec_1', allowed: false, code: 'quota_exceeded', at: '2026-11-20T10:00:00Z', operation: 'trace_start', operationName: 'Start trace', requestId: null, units: {},
  plan: { id: 'community', name: 'Community' }, meter: 'tokens', window: 'month', limit: 100, used: 95, required: 10, resetsAt: '2026-12-01T00:00:00Z',
  outcome: null, statusCode: null, latencyMs: null, degraded: false, count: 1,
};

describe('a decision in words', () => {
  it('shows the arithmetic of a refusal', () => {
    expect(decisionWhy(refusal, meters)).toBe('95 of 100 tokens were used in that month. This call needed 10, and 5 were left.');
    expect(decisionWhy({ ...refusal, used: 100 }, meters)).toBe('100 of 100 tokens were used in that month. This call needed 10, and none were left.');
  });

  it('names what a burst limit counts', () => {
    expect(decisionWhy({ ...refusal, code: 'rate_limited', meter: 'messages', window: 'minute', limit: 20, used: 20, required: 1 }, meters)).toBe('20 of 20 messages were used in that minute. This call needed 1, and none were left.');
  });

  it('says that waiting has helped once the window is over', () => {
    expect(decisionRemedy(refusal, '2026-11-21T00:00:00Z')).toContain('resets 1 Dec, 00:00 UTC, in 10 days');
    expect(decisionRemedy(refusal, '2026-12-02T00:00:00Z')).toBe('That limit has reset since. The same call can pass now.');
  });

  it('charges nothing for what was refused or failed', () => {
    const passed: DecisionView = { ...refusal, allowed: true, code: null, units: { tokens: 10 }, outcome: 'succeeded' };
    expect(chargedWords(refusal, meters)).toBe('Nothing');
    expect(chargedWords({ ...passed, outcome: 'released' }, meters)).toBe('Nothing');
    expect(chargedWords(passed, meters)).toBe('10 tokens');
  });
});
