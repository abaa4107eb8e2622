import { expect, test } from 'vitest';
import { checkUseInput, consumeUseInput, usageEventInput } from './use-input';

test('a use takes no more of a meter than a trillion units, however they are multiplied', () => {
  const most = { units: { credits: 1_000_000 }, quantity: 1_000_000 };
  const more = { units: { calls: 1, credits: 1_000_001 }, quantity: 1_000_000 };
  for (const input of [checkUseInput, consumeUseInput]) expect([input.safeParse(most).success, input.safeParse(more).success]).toEqual([true, false]);
  const event = { source: 'a', id: 'b' };
  expect([usageEventInput.safeParse({ ...event, ...most }).success, usageEventInput.safeParse({ ...event, ...more }).success]).toEqual([true, false]);
});
