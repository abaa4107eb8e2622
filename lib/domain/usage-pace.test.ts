import { describe, expect, it } from 'vitest';
import { usagePace } from './usage-pace';

const november = { startedAt: '2026-11-01T00:00:00Z', resetsAt: '2026-12-01T00:00:00Z' };

describe('usagePace', () => {
  it('carries the average so far on to the end of the window', () => {
    const pace = usagePace({ ...november, used: 1_500, limit: 3_000, asOf: '2026-11-16T00:00:00Z' });
    expect(pace).toMatchObject({ windowDays: 30, elapsedDays: 15, perDay: 100, projected: 3_000, evenPerDay: 100, runsOutAt: null });
  });

  it('names the moment when the limit is reached before the reset', () => {
    const pace = usagePace({ ...november, used: 2_000, limit: 3_000, asOf: '2026-11-11T00:00:00Z' });
    expect(pace?.runsOutAt).toBe('2026-11-16T00:00:00.000Z');
    expect(pace?.projected).toBe(6_000);
  });

  it('has no end to run into without a limit, without use, and once the limit is reached', () => {
    const asOf = '2026-11-11T00:00:00Z';
    expect(usagePace({ ...november, used: 9, limit: null, asOf })).toMatchObject({ evenPerDay: null, runsOutAt: null });
    expect(usagePace({ ...november, used: 0, limit: 10, asOf })).toMatchObject({ projected: 0, runsOutAt: null });
    expect(usagePace({ ...november, used: 10, limit: 10, asOf })?.runsOutAt).toBeNull();
  });

  it('says nothing for a short window or in the first hour', () => {
    expect(usagePace({ startedAt: '2026-11-01T00:00:00Z', resetsAt: '2026-11-02T00:00:00Z', used: 5, limit: 10, asOf: '2026-11-01T12:00:00Z' })).toBeNull();
    expect(usagePace({ ...november, used: 5, limit: 10, asOf: '2026-11-01T00:30:00Z' })).toBeNull();
  });
});
