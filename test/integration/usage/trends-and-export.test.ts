import { describe, expect, test } from 'vitest';
import type { WorkspaceCtx } from '@/lib/context';
import type { ExportedCall } from '@/lib/domain/views/export-view';
import { exportUsage } from '@/lib/services/usage/export-usage';
import { getUsageBreakdown } from '@/lib/services/usage/get-usage-breakdown';
import { getUsageHistory } from '@/lib/services/usage/get-usage-history';
import { getUsageTrends } from '@/lib/services/usage/get-usage-trends';
import { rollUsage } from '@/lib/services/usage/roll-usage';
import { makeWorkspace, memberCtx, testDatabase } from '@/test/harness';
import { randomCalls, randomFrom, writeLedger } from './ledger';

const database = testDatabase('default');
const dayMs = 86_400_000;
const at = (text: string) => new Date(text);

const opened = async (now = new Date()) => {
  const workspace = await makeWorkspace(database.it);
  return { ...memberCtx(database.it, workspace), now };
};
const textOf = async (ctx: WorkspaceCtx, input: Parameters<typeof exportUsage>[1]) => (await exportUsage(ctx, input)).text();

describe('trends', () => {
  const model = { provider: 'openai', model: 'gpt-4o', units: { calls: 1 } };
  const months = async () => {
    const ctx = await opened(at('2026-11-16T00:00:00Z'));
    await writeLedger(database.it, ctx.workspaceId, [
      { ...model, at: at('2026-08-15T23:00:00Z'), costMicros: 1_000, inputTokens: 100, outputTokens: 50 },
      { ...model, at: at('2026-08-16T00:00:00Z'), costMicros: 9_000, inputTokens: 1, outputTokens: 1 },
      { ...model, at: at('2026-09-01T00:00:00Z'), costMicros: 500, inputTokens: 10, outputTokens: 5 },
      { ...model, at: at('2026-09-02T00:00:00Z'), costMicros: 700, inputTokens: 10, outputTokens: 5, outcome: 'released' },
      { ...model, at: at('2026-11-10T12:00:00Z'), costMicros: 3_000, inputTokens: 200, outputTokens: 100 },
      { ...model, model: 'unheard-of', at: at('2026-11-10T12:00:00Z'), inputTokens: 20, outputTokens: 10 },
      { at: at('2026-11-12T12:00:00Z') },
    ]);
    return ctx;
  };

  test('show a value for every month, also where it is zero, and leave out what was not charged', async () => {
    const ctx = await months();
    const values = async (metric: 'cost' | 'calls' | 'tokens') => (await getUsageTrends(ctx, { months: 3, metric })).points.map((point) => [point.at.slice(0, 7), point.value, point.isComplete]);
    expect(await values('cost')).toEqual([['2026-09', 500, true], ['2026-10', 0, true], ['2026-11', 3_000, false]]);
    expect(await values('calls')).toEqual([['2026-09', 1, true], ['2026-10', 0, true], ['2026-11', 3, false]]);
    expect(await values('tokens')).toEqual([['2026-09', 15, true], ['2026-10', 0, true], ['2026-11', 330, false]]);
  });

  test('compare with the months before up to the same day and hour, and name the calls whose cost is not known', async () => {
    const trends = await getUsageTrends(await months(), { months: 3, metric: 'cost' });
    expect(trends).toMatchObject({ total: 3_500, unpriced: 1, change: { previous: { from: '2026-06-01T00:00:00.000Z', to: '2026-08-16T00:00:00.000Z', total: 1_000 }, difference: 2_500, percent: 250 } });
    expect((await getUsageTrends(await months(), { months: 12, metric: 'cost' })).change).toMatchObject({ previous: { total: 0 }, percent: null });
  });

  test('project the running month and say how', async () => {
    const trends = await getUsageTrends(await months(), { months: 6, metric: 'cost' });
    expect(trends.projection).toEqual({
      month: '2026-11-01T00:00:00.000Z', soFar: 3_000, elapsedDays: 15, daysInMonth: 30, perDay: 200, projected: 6_000,
      arithmetic: '$0.003 in 15 days is $0.0002 a day; times 30 days is $0.006.',
    });
  });
});

describe('the export', () => {
  test('has every call of the range once, and its charged sums are those of the charts', async () => {
    const ctx = await opened();
    const now = Date.now();
    await writeLedger(database.it, ctx.workspaceId, randomCalls(randomFrom(3), 2_300, new Date(now - 20 * dayMs), new Date(now)));
    await rollUsage(ctx, {});
    const range = { from: new Date(now - 18 * dayMs - 1_234_567).toISOString(), to: new Date(now - 2 * dayMs - 7_654_321).toISOString() };
    const calls = (await textOf(ctx, { ...range, format: 'ndjson' })).trimEnd().split('\n').map((line) => JSON.parse(line) as ExportedCall);
    expect(calls.length).toBeGreaterThan(1_000);
    expect(new Set(calls.map((call) => call.decisionId)).size).toBe(calls.length);
    expect(calls.map((call) => call.at)).toEqual(calls.map((call) => call.at).sort());
    const charged = calls.filter((call) => call.isCharged);
    const sum = (of: (call: ExportedCall) => number) => charged.reduce((total, call) => total + of(call), 0);
    const exported = { units: sum((call) => call.units.credits ?? 0), calls: charged.length, costMicros: sum((call) => call.costMicros ?? 0) };
    expect((await getUsageBreakdown(ctx, { ...range, by: 'provider', meter: 'credits' })).total).toMatchObject(exported);
    expect((await getUsageHistory(ctx, { ...range, granularity: 'day', meter: 'credits' })).total).toMatchObject(exported);
    const [head = '', ...rows] = (await textOf(ctx, { ...range, format: 'csv' })).trimEnd().split('\r\n');
    const column = head.split(',').indexOf('units_credits');
    expect(rows.map((row) => Number(row.split(',')[column]))).toEqual(calls.map((call) => call.units.credits ?? 0));
  });

  test('holds no formula and no line that a caller smuggled in', async () => {
    const ctx = await opened();
    const rows = ['=HYPERLINK("http://evil")', '＝1+1', '@SUM(A1)', 'a\r\n=2+2'].map((text, i) => ({ at: new Date(Date.now() - 3_600_000 + i), requestId: text, model: text, provider: 'acme', path: `/${text}` }));
    await writeLedger(database.it, ctx.workspaceId, rows);
    const csv = await textOf(ctx, { format: 'csv' });
    const cells = [...csv.matchAll(/(?:^|,|\r\n)("(?:[^"]|"")*"|[^,\r\n]*)/g)].map(([, cell = '']) => cell.replace(/^"/, ''));
    expect(cells.length).toBeGreaterThan(80);
    expect(cells.filter((cell) => /^\s*[=+@＝＋＠-]/.test(cell))).toEqual([]);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(csv).toContain(`"'＝1+1"`);
    expect((await textOf(ctx, { format: 'ndjson' })).trimEnd().split('\n')).toHaveLength(4);
  });

  test('is read piece by piece as it is asked for, and holds no connection in between', async () => {
    const ctx = await opened();
    await writeLedger(database.it, ctx.workspaceId, randomCalls(randomFrom(6), 2_500, new Date(Date.now() - 5 * dayMs), new Date()));
    const reader = (await exportUsage(ctx, { format: 'ndjson' })).body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value as Uint8Array).trimEnd().split('\n')).toHaveLength(1_000);
    expect(ctx.sql.idleCount).toBe(ctx.sql.totalCount);
    await reader?.cancel();
  });

  test('of a workspace without calls is a head, and of another workspace has none of this one’s', async () => {
    const ctx = await opened();
    await writeLedger(database.it, ctx.workspaceId, [{ at: new Date(Date.now() - 60_000) }]);
    const stranger = await opened();
    expect((await textOf(stranger, { format: 'csv' })).trimEnd().split('\r\n')).toHaveLength(1);
    expect(await textOf(stranger, { format: 'ndjson' })).toBe('');
  });
});
