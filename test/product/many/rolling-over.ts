import { expect } from 'vitest';
import { windows, type Window } from '@/lib/domain/catalog';
import { windowAt } from '@/lib/domain/windows';
import { Portal } from '@/test/portal';
import { ask } from '@/test/product/books';
import type { FourProcesses } from './four-processes';
import { flowThrough, isDecided } from './flow';
import { addPlan, moveTo } from './plans';

/** An instant at which windows of these kinds begin, for somebody whose billing period is anchored like this. */
export type Edge = { at: string; anchor: string; begin: Window[]; what: string };

export const edges: Edge[] = [
  { what: 'a billing period of 31 days that ends in a leap year’s February', at: '2028-02-29T12:34:56Z', anchor: '2026-10-31T12:34:56Z', begin: ['billing_period'] },
  { what: 'a month, a day and a minute at once, after a leap day', at: '2028-03-01T00:00:00Z', anchor: '2026-11-15T09:00:00Z', begin: ['minute', 'day', 'month'] },
  { what: 'clocks that go forward in New York', at: '2028-03-12T07:00:00Z', anchor: '2026-11-12T07:00:00Z', begin: ['minute', 'billing_period'] },
  { what: 'midnight in New York, which is nobody’s', at: '2028-03-13T04:00:00Z', anchor: '2026-11-15T09:00:00Z', begin: ['minute'] },
  { what: 'clocks that go forward in Berlin', at: '2028-03-26T01:00:00Z', anchor: '2026-11-26T01:00:00Z', begin: ['minute', 'billing_period'] },
  { what: 'clocks that go back by half an hour on Lord Howe Island', at: '2028-04-01T15:00:00Z', anchor: '2026-12-01T15:00:00Z', begin: ['minute', 'billing_period'] },
  { what: 'an anchor on the 31st in a month of 30 days', at: '2028-04-30T23:59:59Z', anchor: '2026-12-31T23:59:59Z', begin: ['billing_period'] },
  { what: 'an anchor on the 30th', at: '2028-05-30T00:00:00Z', anchor: '2027-01-30T00:00:00Z', begin: ['minute', 'day', 'billing_period'] },
  { what: 'clocks that go back in Berlin', at: '2028-10-29T01:00:00Z', anchor: '2027-01-29T01:00:00Z', begin: ['minute', 'billing_period'] },
  { what: 'an anchor on the 29th in a February of 28 days', at: '2029-02-28T06:00:00Z', anchor: '2027-01-29T06:00:00Z', begin: ['minute', 'billing_period'] },
];

type Row = { id: string; at: Date; period: Date; limits: { w: Window; s: number; e: number }[] };
const aroundMs = 2_000;
/** Time has moved before the answer that says so has come. */
const aheadMs = 8_000;

/** Calls without pause from at least two seconds before an edge until two seconds after it: each is in one window of every kind, and that is the right one. Answers how many there were. */
export const rollsOver = async (four: FourProcesses, edge: Edge): Promise<number> => {
  const portal = await Portal.signUp(four.product);
  const { workspaceId, key } = portal.customer;
  await moveTo(four.product, workspaceId, await addPlan(four.product, windows.map((window) => ({ meter: 'calls', window, limit: 100_000_000 }))));
  await ask(four.product, 'UPDATE workspaces SET period_anchor = $2 WHERE id = $1', [workspaceId, edge.anchor]);
  const at = new Date(edge.at);
  const now = async () => (await ask<{ now: Date }>(four.product, 'SELECT app_now() AS now'))[0]?.now.getTime() ?? NaN;
  const seconds = Math.floor((at.getTime() - aheadMs - (await now())) / 1_000);
  expect(seconds, 'edges are in the order of time').toBeGreaterThan(0);
  await portal.sandbox('time/advance', { seconds });

  const flow = flowThrough(four.doors, key, '/limit/1');
  while ((await now()) < at.getTime() + aroundMs) await flow.more(1);
  const seen = await flow.stop();
  const made = seen.filter(isDecided);
  expect(made.filter((one) => one.status !== 200)).toEqual([]);

  const rows = await ask<Row>(four.product, 'SELECT id, occurred_at AS at, period_start AS period, limits FROM usage_events WHERE workspace_id = $1', [workspaceId]);
  const known = new Set(rows.map((row) => row.id));
  expect(made.filter((one) => !known.has(one.decisionId ?? ''))).toEqual([]);
  expect(rows.length - made.length).toBeLessThanOrEqual(seen.length - made.length);
  const placed = new Map<string, number>();
  for (const row of rows) {
    for (const window of windows) {
      const { start, end } = windowAt(window, row.at, new Date(edge.anchor));
      expect(row.limits.filter((one) => one.w === window).map((one) => [one.s * 1_000, one.e * 1_000])).toEqual([[start.getTime(), end.getTime()]]);
      placed.set(`${window} ${start.toISOString()}`, (placed.get(`${window} ${start.toISOString()}`) ?? 0) + 1);
      if (window === 'billing_period') expect(row.period).toEqual(start);
    }
  }
  const counters = await ask<{ name: Window; starts: Date; used: number }>(four.product, `SELECT "window" AS name, window_start AS starts, used::int FROM usage_counters WHERE workspace_id = $1`, [workspaceId]);
  expect(Object.fromEntries(counters.map((one) => [`${one.name} ${one.starts.toISOString()}`, one.used]))).toEqual(Object.fromEntries(placed));
  for (const window of edge.begin) {
    expect([...placed.keys()].filter((name) => name.startsWith(`${window} `)).length, `${window}s on both sides of ${edge.what}`).toBeGreaterThan(1);
    expect(placed.get(`${window} ${at.toISOString()}`), `calls in the ${window} that begins at ${edge.what}`).toBeGreaterThan(0);
  }
  return rows.length;
};
