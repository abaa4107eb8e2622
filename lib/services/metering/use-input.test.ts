import { expect, test } from 'vitest';
import { checkUseInput, consumeUseInput, settleHoldInput, usageEventInput } from './use-input';

test('a use takes no more of a meter than a trillion units, however they are multiplied', () => {
  const most = { units: { credits: 1_000_000 }, quantity: 1_000_000 };
  const more = { units: { calls: 1, credits: 1_000_001 }, quantity: 1_000_000 };
  for (const input of [checkUseInput, consumeUseInput]) expect([input.safeParse(most).success, input.safeParse(more).success]).toEqual([true, false]);
  const event = { source: 'a', id: 'b' };
  expect([usageEventInput.safeParse({ ...event, ...most }).success, usageEventInput.safeParse({ ...event, ...more }).success]).toEqual([true, false]);
});

test('what the ledger cannot keep is said to be wrong before anything is asked of it', () => {
  for (const bad of ['a\u0000b', 'a\ud800', 'a\nb']) {
    const event = { source: 'a', id: 'b', operation: 'c', provider: 'd', model: 'e' };
    for (const name of Object.keys(event)) expect(usageEventInput.safeParse({ ...event, [name]: bad }).success).toBe(false);
    for (const input of [checkUseInput, consumeUseInput]) expect([input.safeParse({ operation: bad }).success, input.safeParse({ path: `/${bad}` }).success]).toEqual([false, false]);
    expect([settleHoldInput.safeParse({ decisionId: `dec_${bad}` }).success, settleHoldInput.safeParse({ decisionId: 'dec_1', model: bad }).success]).toEqual([false, false]);
  }
  expect(usageEventInput.safeParse({ source: 'Zürich 🏔', id: '名', operation: 'c' }).success).toBe(true);
});
