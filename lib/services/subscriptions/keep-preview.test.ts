import { expect, test } from 'vitest';
import type { Computed } from './compute-preview';
import { previewHash } from './keep-preview';

const line = (amountMinor: number) => ({ description: 'x', amountMinor, quantity: 1, isProration: true, periodStart: '2026-11-01T00:00:00Z', periodEnd: '2026-12-01T00:00:00Z' });
const computed = (lines: ReturnType<typeof line>[], view: object = {}): Computed =>
  ({ view: { kind: 'upgrade', lines, dueNowMinor: 1_000, nextInvoice: { amountMinor: 4_900, at: '2026-12-01T00:00:00Z' }, effectiveAt: '2026-11-10T00:00:00Z', trialEnd: null, ...view }, target: { planVersionId: 'pv_1' }, items: [], discounts: null, resetsAnchor: false }) as unknown as Computed;
const hash = (one: Computed, fingerprint = 'sub_1') => previewHash(one, fingerprint);

test('the same lines in another order are the same preview; another amount is another one', () => {
  expect(hash(computed([line(-950), line(2_450)]))).toBe(hash(computed([line(2_450), line(-950)])));
  expect(hash(computed([line(-950), line(2_451)]))).not.toBe(hash(computed([line(-950), line(2_450)])));
});

test.each<[string, object]>([
  ['what is due', { dueNowMinor: 1_001 }],
  ['what comes next', { nextInvoice: { amountMinor: 4_901, at: '2026-12-01T00:00:00Z' } }],
  ['when it comes', { nextInvoice: { amountMinor: 4_900, at: '2026-12-02T00:00:00Z' } }],
  ['what stands in the way', { blockers: [{ code: 'payment_overdue' }] }],
  ['the card', { card: { last4: '4444' } }],
])('%s is part of what was shown', (_, view) => {
  expect(hash(computed([], view))).not.toBe(hash(computed([])));
});

test('the facts that it was worked out from are part of it', () => {
  expect(hash(computed([]), 'sub_1|2')).not.toBe(hash(computed([]), 'sub_1|1'));
});
