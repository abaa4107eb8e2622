import { describe, expect, it } from 'vitest';
import { newId } from './ids';

describe('an id', () => {
  it('says what it names and has 26 characters of Crockford base32', () => {
    expect(newId('ws', Date.UTC(2026, 0, 1))).toMatch(/^ws_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('sorts by time, up to the end of what a Date can say in 48 bits', () => {
    const times = [0, 1, 31, 32, 1_000_000, Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 1, 2 ** 48 - 1];
    const ids = times.map((time) => newId('dec', time));
    expect(ids.toSorted()).toEqual(ids);
  });

  it('is never given twice in the same millisecond', () => {
    expect(new Set(Array.from({ length: 100_000 }, () => newId('dec', 1))).size).toBe(100_000);
  });
});
