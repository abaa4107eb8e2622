import { describe, expect, it } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { remediesOf, type RefusedFor } from './remedies';

const ctx = { catalog: loadCatalog('default'), locale: 'en' as const };
const quota: RefusedFor = { code: 'quota_exceeded', operation: 'other', meter: 'calls', window: 'month', limit: 1_000, used: 1_000, required: 1, resetsAt: '2026-12-01T00:00:00.000Z' };
const brief = (refused: RefusedFor) => remediesOf(ctx, refused).map((one) => (one.kind === 'plan' ? `${one.plan.id} ${one.limit}` : one.kind === 'pack' ? one.id : one.kind));

describe('what would have let a call pass', () => {
  it('is time, and every plan with room for what was used and the call, an unlimited one too', () => {
    expect(brief(quota)).toEqual(['wait', 'starter 10000', 'pro 100000', 'business 1000000', 'enterprise null']);
    expect(brief({ ...quota, limit: 100_000, used: 100_000 })).toEqual(['wait', 'business 1000000', 'enterprise null']);
    expect(brief({ ...quota, used: 10_000, limit: 10_000 })).toEqual(['wait', 'pro 100000', 'business 1000000', 'enterprise null']);
    expect(brief({ ...quota, used: 9_999, limit: 9_999 })[1]).toBe('starter 10000');
  });

  it('is not time, where the call alone is larger than the limit', () => {
    expect(brief({ ...quota, required: 1_001 })[0]).toBe('starter 10000');
  });

  it('is the smallest pack with what was missing, and plans that bill what goes beyond', () => {
    const credits: RefusedFor = { ...quota, code: 'insufficient_credits', meter: 'credits', window: 'billing_period', limit: 2_000, used: 1_995, required: 10 };
    expect(brief(credits)).toEqual(['wait', 'small', 'starter 20000', 'pro 250000', 'business null', 'enterprise null']);
    expect(brief({ ...credits, required: 10_006 })).toContain('large');
    expect(brief({ ...credits, required: 10_005 })).toContain('small');
  });

  it('is a plan with the feature', () => {
    expect(brief({ ...quota, code: 'feature_not_included', operation: 'generate_image', meter: '', window: null })).toEqual(['starter null', 'pro null', 'business null', 'enterprise null']);
  });

  it('is one’s own limit, raised', () => {
    expect(brief({ ...quota, code: 'own_limit_reached' })).toEqual(['wait', 'raise_limit']);
    expect(brief({ ...quota, code: 'own_limit_reached', limit: 0 })).toEqual(['raise_limit']);
  });

  it('is nothing that we know of, for other reasons', () => {
    expect(brief({ ...quota, code: 'insufficient_scope' })).toEqual([]);
  });
});
