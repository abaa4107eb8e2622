import { expect, it } from 'vitest';
import { writeKeys } from './write-key';

it('names the same write by the same key, and another by another', () => {
  const keyOf = writeKeys();
  const gift = { kind: 'grant', units: 10_000 };
  const first = keyOf(gift);
  expect(first).toMatch(/^[\x21-\x7e]{1,255}$/);
  expect(keyOf({ ...gift })).toBe(first);
  expect(keyOf({ ...gift, units: 1_000 })).not.toBe(first);
  expect(writeKeys()(gift), 'of another form').not.toBe(first);
});
