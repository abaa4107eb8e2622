import { describe, expect, it } from 'vitest';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import { changeTitle, confirmWords, doneWords } from './change-words';

const to = { plan: { id: 'pro', name: 'Pro' }, interval: 'month' as const, quantity: 1, amountMinor: 4_900, currency: 'usd' };
const preview = (change: Partial<ChangePreviewView>) => ({ blockers: [], kind: 'upgrade' as const, when: 'now' as const, to, currency: 'usd', dueNowMinor: 3_000, effectiveAt: '2026-12-21T00:00:00.000Z', trialEnd: null, ...change });

describe('the words of a change', () => {
  it('puts the amount on the button', () => {
    expect(confirmWords(preview({}))).toBe('Pay $30.00 and upgrade');
    expect(confirmWords(preview({ currency: 'xof', dueNowMinor: 15_000 }))).toContain('15,000');
    expect(confirmWords(preview({ kind: 'switch', to: { ...to, interval: 'year' }, dueNowMinor: 44_100 }))).toBe('Pay $441.00 and switch to yearly');
    expect(confirmWords(preview({ kind: 'seats_up', to: { ...to, quantity: 3 } }))).toBe('Pay $30.00 and go to 3 seats');
  });

  it('names the day of what happens later', () => {
    expect(confirmWords(preview({ kind: 'downgrade', when: 'period_end', dueNowMinor: 0 }))).toBe('Schedule downgrade for 21 Dec');
    expect(confirmWords(preview({ kind: 'seats_down', when: 'period_end', dueNowMinor: 0, to: { ...to, quantity: 2 } }))).toBe('Schedule 2 seats for 21 Dec');
    expect(doneWords(preview({ kind: 'downgrade', when: 'period_end' }))).toBe('Downgrade to Pro: set for 21 Dec 2026');
  });

  it('says plainly that nothing is due', () => {
    expect(confirmWords(preview({ dueNowMinor: 0 }))).toBe('Upgrade now, nothing due');
    expect(confirmWords(preview({ kind: 'first', when: 'checkout', trialEnd: '2026-12-05T00:00:00.000Z', dueNowMinor: 0 }))).toBe('Continue to start the trial');
    expect(confirmWords(preview({ kind: 'none' }))).toBe('Nothing to change');
    expect(confirmWords(preview({ blockers: [{ code: 'feature_in_use', message: '', names: [], href: null }] }))).toBe('Not possible yet');
  });

  it('titles the page by what happens', () => {
    expect([changeTitle('upgrade', to), changeTitle('downgrade', to), changeTitle('switch', to), changeTitle('seats_up', to)]).toEqual(['Upgrade to Pro', 'Downgrade to Pro', 'Switch Pro to monthly', 'Change seats']);
  });
});
