import { describe, expect, it } from 'vitest';
import type { LimitView } from '@/lib/domain/views/usage-view';
import { rangeFrom, spanOf } from './range';

const limit = (startedAt: string, resetsAt: string): LimitView => ({ window: 'month', limit: 10, used: 1, remaining: 9, percentage: 10, status: 'active', startedAt, resetsAt, overage: null });

describe('the range of a chart', () => {
  it('counts whole days in UTC and includes today', () => {
    expect(spanOf('7d', '2026-11-20T23:30:00Z', undefined)).toEqual({ from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' });
  });

  it('begins this period with the limit’s own window', () => {
    const period = limit('2026-11-07T09:30:00Z', '2026-12-07T09:30:00Z');
    expect(spanOf('period', '2026-11-20T23:30:00Z', period).from).toBe('2026-11-07T00:00:00.000Z');
  });

  it('falls back to the calendar month where the limit is by the minute', () => {
    const minute = limit('2026-11-20T23:30:00Z', '2026-11-20T23:31:00Z');
    expect(spanOf('period', '2026-11-20T23:30:10Z', minute).from).toBe('2026-11-01T00:00:00.000Z');
  });

  it('takes only the presets from an address', () => {
    expect(rangeFrom('30d')).toBe('30d');
    expect(rangeFrom('12 years')).toBe('period');
    expect(rangeFrom(['7d', '30d'])).toBe('period');
  });
});
