import { describe, expect, it } from 'vitest';
import { listAlerts } from '@/lib/services/alerts/list-alerts';
import { readAlert } from '@/lib/services/alerts/read-alert';
import { readAllAlerts } from '@/lib/services/alerts/read-all-alerts';
import { makeApiKey, makeWorkspace, memberCtx, testDatabase } from '@/test/harness';
import { makeAlert } from './alert-rows';

const database = testDatabase();
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const setUp = async () => {
  const workspace = await makeWorkspace(database.it);
  return { workspace, ctx: memberCtx(database.it, workspace) };
};

describe('the inbox', () => {
  it('lists newest first, page by page, each alert once, also while new ones arrive', async () => {
    const { workspace, ctx } = await setUp();
    const made = [];
    for (const minutes of [5, 4, 3, 2, 2]) made.unshift(await makeAlert(database.it, workspace.id, { at: minutesAgo(minutes) }));
    const first = await listAlerts(ctx, { limit: 2 });
    await makeAlert(database.it, workspace.id, { at: new Date() });
    const second = await listAlerts(ctx, { limit: 2, cursor: first.nextCursor ?? '' });
    const third = await listAlerts(ctx, { limit: 2, cursor: second.nextCursor ?? '' });
    const seen = [...first.data, ...second.data, ...third.data].map((alert) => alert.id);
    expect(third.nextCursor).toBeNull();
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(made.map((alert) => alert.id)));
    const times = [...first.data, ...second.data, ...third.data].map((alert) => alert.at);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('says what was crossed, whose limit it is and by which call, and filters by severity, meter and whether it is read', async () => {
    const { workspace, ctx } = await setUp();
    const key = await makeApiKey(database.it, workspace.id);
    const critical = await makeAlert(database.it, workspace.id, { severity: 'critical', threshold: 100, used: 50n, limit: 50n, scope: `key:${key.id}`, decisionId: 'dec_1' });
    const credits = await makeAlert(database.it, workspace.id, { severity: 'info', threshold: 50, meter: 'credits', at: minutesAgo(1), readAt: new Date() });
    const ids = async (input: Parameters<typeof listAlerts>[1]) => (await listAlerts(ctx, input)).data.map((one) => one.id);
    expect((await listAlerts(ctx, {})).data[0]).toMatchObject({ threshold: 100, limit: 50, used: 50, decisionId: 'dec_1', window: 'month', scope: { kind: 'key', id: key.id, name: 'Test key' }, measure: { meter: 'calls', name: 'API calls' } });
    expect(await ids({ severity: 'critical' })).toEqual([critical.id]);
    expect(await ids({ meter: 'credits' })).toEqual([credits.id]);
    expect([await ids({ unread: 'true' }), await ids({ unread: 'false' })]).toEqual([[critical.id], [credits.id]]);
    expect((await listAlerts(ctx, { severity: 'info' })).unread).toBe(1);
  });

  it('is read by whoever belongs to the workspace, once, with an audit entry, and by nobody else', async () => {
    const { workspace, ctx } = await setUp();
    const alert = await makeAlert(database.it, workspace.id);
    const stranger = memberCtx(database.it, await makeWorkspace(database.it));
    await expect(readAlert(stranger, { id: alert.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await listAlerts(stranger, {})).data).toEqual([]);
    const first = await readAlert(memberCtx(database.it, workspace, { role: 'member' }), { id: alert.id });
    const again = await readAlert({ ...ctx, now: new Date(Date.now() + 60_000) }, { id: alert.id });
    expect(first.readAt).not.toBeNull();
    expect(again.readAt).toBe(first.readAt);
    expect(await database.it.db.auditEntry.count({ where: { workspaceId: workspace.id, action: 'alert.read', subject: alert.id } })).toBe(1);
  });

  it('is read as a whole up to a moment: what came after stays unread', async () => {
    const { workspace, ctx } = await setUp();
    await makeAlert(database.it, workspace.id, { at: minutesAgo(2) });
    await makeAlert(database.it, workspace.id, { at: minutesAgo(1) });
    const { asOf } = await listAlerts(ctx, {});
    const late = await makeAlert(database.it, workspace.id, { at: new Date(Date.now() + 1_000) });
    expect(await readAllAlerts(ctx, { until: asOf })).toEqual({ read: 2 });
    expect((await listAlerts(ctx, { unread: 'true' })).data.map((one) => one.id)).toEqual([late.id]);
    expect(await readAllAlerts(ctx, {})).toEqual({ read: 1 });
  });
});
