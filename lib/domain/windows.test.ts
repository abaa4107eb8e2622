import { describe, expect, it } from 'vitest';
import { windowAt } from './windows';

const at = new Date('2026-03-31T23:59:59.999Z');
const anchor = new Date('2026-01-31T12:00:00Z');
const text = (window: Parameters<typeof windowAt>[0], when = at) => Object.values(windowAt(window, when, anchor)).map((date) => date.toISOString());

describe('the window that holds an instant', () => {
  it('is the minute, the UTC day and the UTC month of the calendar', () => {
    expect(text('minute')).toEqual(['2026-03-31T23:59:00.000Z', '2026-04-01T00:00:00.000Z']);
    expect(text('day')).toEqual(['2026-03-31T00:00:00.000Z', '2026-04-01T00:00:00.000Z']);
    expect(text('month')).toEqual(['2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']);
  });

  it('is, for a billing period, the workspace’s own month', () => {
    expect(text('billing_period')).toEqual(['2026-03-31T12:00:00.000Z', '2026-04-30T12:00:00.000Z']);
    expect(text('billing_period', new Date('2026-03-31T11:59:59.999Z'))).toEqual(['2026-02-28T12:00:00.000Z', '2026-03-31T12:00:00.000Z']);
  });

  it('begins anew at its very end', () => {
    expect(text('minute', new Date('2026-04-01T00:00:00Z'))[0]).toBe('2026-04-01T00:00:00.000Z');
    expect(text('month', new Date('2026-04-01T00:00:00Z'))[0]).toBe('2026-04-01T00:00:00.000Z');
  });
});
