import { describe, expect, it } from 'vitest';
import type { PlanView } from '@/lib/domain/views/plan-view';
import { planDifferences } from './plan-differences';

const plan = (change: Partial<PlanView>): PlanView => ({
  id: 'free', name: 'Free', tagline: '', isFree: true, isCustom: false, isDefault: true, prices: [], yearlySaving: null, isPerSeat: false, trialDays: null, seats: 1, apiKeys: 2,
  features: [{ id: 'images', name: 'Image generation', description: null, included: false }],
  limits: [{ meter: 'calls', name: 'API calls', unit: { one: 'call', many: 'calls' }, window: 'month', limit: 1_000 }],
  isCurrent: false, currentInterval: null, change: null, ...change,
});

const pro = plan({
  id: 'pro', seats: 10, apiKeys: null, features: [{ id: 'images', name: 'Image generation', description: null, included: true }],
  limits: [{ meter: 'calls', name: 'API calls', unit: { one: 'call', many: 'calls' }, window: 'month', limit: 100_000 }],
});

describe('planDifferences', () => {
  it('lists what is gained, with what it replaces', () => {
    expect(planDifferences(plan({}), pro)).toEqual([
      { kind: 'gain', text: '100,000 calls a month, instead of 1,000' },
      { kind: 'gain', text: 'Image generation' },
      { kind: 'gain', text: 'Unlimited API keys, instead of 2' },
      { kind: 'gain', text: '10 seats, instead of 1' },
    ]);
  });

  it('says the same things as losses the other way', () => {
    expect(planDifferences(pro, plan({})).every((one) => one.kind === 'lose')).toBe(true);
    expect(planDifferences(pro, plan({}))[2]?.text).toBe('2 API keys, instead of unlimited');
  });

  it('counts a window that only one plan limits as a difference', () => {
    const minute = { meter: 'calls', name: 'API calls', unit: { one: 'call', many: 'calls' }, window: 'minute' as const, limit: 60 };
    const limited = plan({ limits: [...plan({}).limits, minute] });
    expect(planDifferences(limited, plan({}))).toEqual([{ kind: 'gain', text: 'Unlimited calls a minute, instead of 60' }]);
  });

  it('finds nothing between a plan and itself', () => {
    expect(planDifferences(pro, pro)).toEqual([]);
  });
});
