import { describe, expect, it } from 'vitest';
import { formatClock, formatDay, formatDistance, formatInstant, formatReset } from './format-time';

describe('times in words', () => {
  it('names the zone and never the reader’s own', () => {
    expect(formatInstant('2026-11-20T23:59:01.000Z')).toBe('20 Nov 2026, 23:59:01 UTC');
    expect(formatClock('2026-12-01T00:00:00Z')).toBe('00:00 UTC');
    expect(formatDay('2026-12-01T00:00:00+02:00')).toBe('30 Nov');
  });

  it('counts up to a reset and down from a call in the largest unit that fits', () => {
    expect(formatDistance('2026-12-01T00:00:00Z', '2026-11-20T23:00:00Z')).toBe('in 10 days');
    expect(formatDistance('2026-11-20T22:57:00Z', '2026-11-20T23:00:00Z')).toBe('3 minutes ago');
    expect(formatDistance('2026-11-20T22:59:59Z', '2026-11-20T23:00:00Z')).toBe('1 second ago');
    expect(formatDistance('2026-11-20T23:00:00.200Z', '2026-11-20T23:00:00Z')).toBe('now');
  });

  it('says a reset as date, zone and distance', () => {
    expect(formatReset('2026-12-01T00:00:00Z', '2026-11-21T00:00:00Z')).toBe('1 Dec, 00:00 UTC, in 10 days');
  });
});
