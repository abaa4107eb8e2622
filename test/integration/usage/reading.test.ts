import { describe, expect, test } from 'vitest';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { getDecision } from '@/lib/services/usage/get-decision';
import { getUsageBreakdown } from '@/lib/services/usage/get-usage-breakdown';
import { getUsageHistory } from '@/lib/services/usage/get-usage-history';
import { listRecentCalls } from '@/lib/services/usage/list-recent-calls';
import { rollUsage } from '@/lib/services/usage/roll-usage';
import { settle } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, memberCtx, testDatabase } from '@/test/harness';
import { meterOf, question } from './meter';

const database = testDatabase('forensics');

const traced = async () => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics' });
  const { key, id: keyId } = await makeApiKey(database.it, workspace.id);
  const calls = [...Array<string>(5).fill('POST /trace/start'), ...Array<string>(3).fill('POST /agent/query')];
  const decisions = await meterOf(database.it)(await Promise.all(calls.map((call) => question(key, call))));
  return { workspace, key, keyId, decisions, ctx: memberCtx(database.it, workspace, { catalog: 'forensics' }) };
};

/** Moves the ledger's rows of a workspace into the past, as if they had been made then. */
const age = (workspaceId: string, interval: string) =>
  database.it.sql.query('UPDATE usage_events SET occurred_at = occurred_at - $2::interval WHERE workspace_id = $1', [workspaceId, interval]);

describe('current usage', () => {
  test('five traces and three agent queries are 65 tokens of 100, broken down into 50 and 15', async () => {
    const { ctx } = await traced();
    const current = await getCurrentUsage(ctx, {});
    expect(current).toMatchObject({ plan: { id: 'community' }, canCall: true, meters: [{ meter: 'tokens', isMain: true, limits: [{ window: 'month', limit: 100, used: 65, remaining: 35, percentage: 65, status: 'active' }] }] });
    const breakdown = await getUsageBreakdown(ctx, { by: 'operation' });
    expect(breakdown.rows.map((row) => [row.key, row.units, row.calls])).toEqual([['trace_start', 50, 5], ['ai_agent_query', 15, 3]]);
    expect(breakdown.total).toMatchObject({ units: 65, calls: 8 });
  });

  test('resets on the first of the next month, UTC', async () => {
    const { ctx } = await traced();
    const limit = (await getCurrentUsage(ctx, {})).meters[0]?.limits[0];
    const now = new Date();
    expect(limit?.resetsAt).toBe(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString());
  });

  test('cannot call once the main meter’s limit is reached', async () => {
    const { ctx, key } = await traced();
    await meterOf(database.it)(await Promise.all(Array.from({ length: 5 }, () => question(key, 'POST /agent/query'))));
    await meterOf(database.it)(await Promise.all(Array.from({ length: 5 }, () => question(key, 'GET /risk/score'))));
    const current = await getCurrentUsage(ctx, {});
    expect(current).toMatchObject({ canCall: false, meters: [{ limits: [{ used: 100, remaining: 0, status: 'limit_reached' }] }] });
  });
});

describe('sums over the ledger', () => {
  test('are the same before and after the roll-up, which may run twice at once', async () => {
    const { ctx, workspace } = await traced();
    await age(workspace.id, '3 hours');
    const read = async () => [(await getUsageBreakdown(ctx, { by: 'operation' })).rows, (await getUsageBreakdown(ctx, { by: 'key' })).rows, (await getUsageHistory(ctx, {})).total];
    const before = await read();
    await Promise.all([rollUsage(ctx, {}), rollUsage(ctx, {})]);
    expect(await database.it.db.usageRollup.count({ where: { workspaceId: workspace.id } })).toBeGreaterThan(0);
    expect(await read()).toEqual(before);
    expect(before[2]).toEqual({ units: 65, calls: 8, costMicros: 0, refused: 0 });
  });

  test('follow a call that is released after its hour was rolled up, at once and after the next roll-up', async () => {
    const { ctx, workspace, decisions } = await traced();
    await age(workspace.id, '2 hours');
    await database.it.sql.query(`UPDATE usage_rollup_state SET rolled_until = '-infinity'`);
    await database.it.sql.query('TRUNCATE usage_rollups, usage_model_rollups');
    await rollUsage(ctx, {});
    const event = await database.it.db.usageEvent.findFirstOrThrow({ where: { id: decisions[0]?.decisionId ?? '' } });
    await settle(database.it, [{ decisionId: event.id, occurredAt: event.occurredAt.toISOString(), outcome: 'released', statusCode: 500, latencyMs: 1 }]);
    expect((await getUsageBreakdown(ctx, { by: 'operation' })).total).toMatchObject({ units: 55, calls: 7 });
    await rollUsage(ctx, {});
    expect((await getUsageBreakdown(ctx, { by: 'operation' })).total).toMatchObject({ units: 55, calls: 7 });
    expect(await database.it.db.usageRollupStale.count()).toBe(0);
  });

  test('have a zero for every empty day', async () => {
    const { ctx } = await traced();
    const history = await getUsageHistory(ctx, { granularity: 'day' });
    expect(history.points.length).toBeGreaterThanOrEqual(30);
    expect(history.points.filter((point) => point.units === 0)).toHaveLength(history.points.length - 1);
    expect(history.points.at(-1)).toMatchObject({ units: 65, calls: 8 });
  });

  test('show nothing of another workspace', async () => {
    await traced();
    const stranger = await makeWorkspace(database.it, { catalog: 'forensics' });
    const ctx = memberCtx(database.it, stranger, { catalog: 'forensics' });
    expect((await getUsageBreakdown(ctx, { by: 'operation' })).rows).toEqual([]);
    expect((await listRecentCalls(ctx, {})).data).toEqual([]);
  });

  test.each([
    ['an empty range', { from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' }],
    ['a range of years', { from: '2020-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' }],
    ['an unknown meter', { meter: 'parsecs' }],
  ])('refuse %s by name', async (_what, input) => {
    const { ctx } = await traced();
    await expect(getUsageHistory(ctx, input)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('calls and decisions', () => {
  test('are listed newest first in pages that neither repeat nor lose a call', async () => {
    const { ctx, key } = await traced();
    await meterOf(database.it)(await Promise.all(Array.from({ length: 12 }, () => question(key, 'POST /trace/start'))));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRecentCalls(ctx, { limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.data.map((one) => one.decisionId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(8 + 3 + 1);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('a bad cursor is refused by name', async () => {
    const { ctx } = await traced();
    for (const text of ['not a cursor', `-271821-04-20T00:00:00.000Z|dec_${'0'.repeat(26)}`, `+275760-09-13T00:00:00.000Z|dec_${'0'.repeat(26)}`]) {
      const cursor = Buffer.from(text).toString('base64url');
      await expect(listRecentCalls(ctx, { cursor }), text).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '?cursor' }] } });
    }
  });

  test.each([['0000-01-01T00:00:00+23:59', '0000-01-20T00:00:00Z'], ['9999-12-12T00:00:00Z', '9999-12-31T23:59:59-23:59']])('the years at the ends of what can be asked for are answered: %s', async (from, to) => {
    const { ctx } = await traced();
    for (const granularity of ['hour', 'day', 'month'] as const) expect((await getUsageHistory(ctx, { from, to, granularity })).total.units).toBe(0);
    expect((await getUsageBreakdown(ctx, { from, to, by: 'key' })).rows).toEqual([]);
  });

  test('a decision says why, to its own workspace only', async () => {
    const { ctx, key } = await traced();
    await meterOf(database.it)(await Promise.all(Array.from({ length: 3 }, () => question(key, 'POST /trace/start'))));
    const [refused] = await meterOf(database.it)([await question(key, 'POST /trace/start')]);
    const why = await getDecision(ctx, { id: refused?.decisionId ?? '' });
    expect(why).toMatchObject({ allowed: false, code: 'quota_exceeded', meter: 'tokens', window: 'month', limit: 100, used: 95, required: 10 });
    const stranger = await makeWorkspace(database.it, { catalog: 'forensics' });
    await expect(getDecision(memberCtx(database.it, stranger, { catalog: 'forensics' }), { id: why.decisionId })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('verify', () => {
  test('finds a counter, a rollup and a charge that were tampered with, and nothing else', async () => {
    await database.it.sql.query('DELETE FROM usage_rollup_stale');
    await database.it.sql.query(`UPDATE usage_rollup_state SET rolled_until = '-infinity'`);
    await database.it.sql.query('TRUNCATE usage_rollups, usage_model_rollups, usage_events, usage_counters');
    const { ctx, workspace } = await traced();
    await age(workspace.id, '2 minutes');
    await rollUsage(ctx, {});
    expect(await verifyBooks(ctx, {})).toMatchObject({ findings: [] });
    await database.it.sql.query(`UPDATE usage_counters SET used = used + 1 WHERE workspace_id = $1 AND "window" = 'month'`, [workspace.id]);
    await database.it.sql.query(`UPDATE usage_rollups SET units = units_plus(units, '{"tokens": 1}') WHERE workspace_id = $1 AND operation = 'trace_start' AND span = 'day'`, [workspace.id]);
    const { findings } = await verifyBooks(ctx, {});
    expect(findings.map((finding) => finding.check).sort()).toEqual(['every counter equals the ledger', 'the rollups equal the ledger']);
  });
});
