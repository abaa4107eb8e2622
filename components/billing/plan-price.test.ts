import { describe, expect, it } from 'vitest';
import type { PlanView, PriceView } from '@/lib/domain/views/plan-view';
import { actionWords, priceFor, yearlySavingWords } from './plan-price';

const month: PriceView = { interval: 'month', amountMinor: 1_900, currency: 'usd', formatted: '$19.00' };
const year: PriceView = { interval: 'year', amountMinor: 19_000, currency: 'usd', formatted: '$190.00' };
const plan = (change: Partial<PlanView>): PlanView => ({
  id: 'starter', name: 'Starter', tagline: '', isFree: false, isCustom: false, isDefault: false, prices: [month, year], yearlySaving: { amountMinor: 3_800, formatted: '$38.00', percent: 17 }, isPerSeat: false, trialDays: null,
  seats: 1, apiKeys: 1, features: [], limits: [], isCurrent: false, currentInterval: null, change: null, ...change,
});

describe('the price of a plan', () => {
  it('says the real saving of a year, and nothing where there is none', () => {
    expect(yearlySavingWords(plan({}))).toBe('saves $38.00 a year (17 %)');
    expect(yearlySavingWords(plan({ isPerSeat: true }))).toBe('saves $38.00 a year per person (17 %)');
    expect(yearlySavingWords(plan({ yearlySaving: null }))).toBeNull();
  });

  it('shows the only price there is rather than none', () => {
    expect(priceFor(plan({ prices: [month] }), 'year')).toBe(month);
  });

  it('says what follows a trial', () => {
    expect(actionWords(plan({ change: 'upgrade', trialDays: 14 }), 'month')).toEqual({ what: 'Upgrade to Starter', cost: '14 days free, then $19.00 a month' });
  });

  it('puts the amount on the button', () => {
    expect(actionWords(plan({ change: 'upgrade' }), 'year')).toEqual({ what: 'Upgrade to Starter', cost: '$190.00 a year' });
    expect(actionWords(plan({ isFree: true, prices: [] }), 'month')).toEqual({ what: 'Start free', cost: null });
  });
});
