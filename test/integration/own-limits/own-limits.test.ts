import { describe, expect, it } from 'vitest';
import type { Decision } from '@/lib/domain/decision';
import { refusalError } from '@/lib/domain/refusal';
import { listAlerts } from '@/lib/services/alerts/list-alerts';
import { rotateApiKey } from '@/lib/services/api-keys/rotate-api-key';
import { deleteOwnLimit } from '@/lib/services/own-limits/delete-own-limit';
import { listOwnLimits } from '@/lib/services/own-limits/list-own-limits';
import { putOwnLimit, putOwnLimitInput } from '@/lib/services/own-limits/put-own-limit';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeMember, makeWorkspace, memberCtx, testCtx, testDatabase } from '@/test/harness';
import { inBatches, meterOf, question } from '@/test/integration/usage/meter';

const database = testDatabase();
const call = 'GET /v1/things';

const setUp = async (plan = 'free') => {
  const workspace = await makeWorkspace(database.it, { plan });
  return { workspace, ctx: memberCtx(database.it, workspace), key: await makeApiKey(database.it, workspace.id) };
};
const ask = async (key: string, count: number, what = call): Promise<Decision[]> => meterOf(database.it, 'default')(await Promise.all(Array.from({ length: count }, () => question(key, what))));
const codes = (decisions: Decision[]) => decisions.map((one) => (one.allowed ? 'ok' : one.code));
const calls = (limit: number, mode: 'hard' | 'notify' = 'hard') => ({ meter: 'calls', window: 'day' as const, limit, mode });
const findings = async () => (await verifyBooks(testCtx(database.it), {})).findings;

describe('a limit of one’s own', () => {
  it('of a key stops that key after its last unit, says so as 429 with its scope, and leaves the others alone', async () => {
    const { workspace, ctx, key } = await setUp();
    const other = await makeApiKey(database.it, workspace.id);
    await putOwnLimit(ctx, { scope: { key: key.id }, ...calls(3) });
    const decisions = await ask(key.key, 5);
    expect(codes(decisions)).toEqual(['ok', 'ok', 'ok', 'own_limit_reached', 'own_limit_reached']);
    const refused = decisions[3];
    if (!refused || refused.allowed) throw new Error('the call is refused');
    const error = refusalError(refused, 'http://localhost');
    expect([error.status, error.details.extra]).toMatchObject([429, { scope: `key:${key.id}`, meter: 'calls', window: 'day', limit: 3, used: 3, required: 1 }]);
    expect(codes(await ask(other.key, 3))).toEqual(['ok', 'ok', 'ok']);
    expect((await listOwnLimits(ctx)).data).toMatchObject([{ scope: { kind: 'key', id: key.id, name: 'Test key' }, used: 3, limit: 3, status: 'limit_reached', isIdle: false }]);
    expect(await findings()).toEqual([]);
  });

  it('counts what was used of the window before it was set, and lets pass again from the call after it was raised', async () => {
    const { ctx, key } = await setUp();
    await ask(key.key, 4);
    await putOwnLimit(ctx, { scope: 'workspace', ...calls(5) });
    expect(codes(await ask(key.key, 2))).toEqual(['ok', 'own_limit_reached']);
    await putOwnLimit(ctx, { scope: 'workspace', ...calls(6) });
    expect(codes(await ask(key.key, 2))).toEqual(['ok', 'own_limit_reached']);
    const [limit] = (await listOwnLimits(ctx)).data;
    await deleteOwnLimit(ctx, { id: limit?.id ?? '' });
    expect(codes(await ask(key.key, 1))).toEqual(['ok']);
    expect(await findings()).toEqual([]);
  });

  it('of a person holds for all keys that they made together', async () => {
    const { workspace, ctx } = await setUp();
    const person = await makeMember(database.it, workspace.id, 'member');
    const keys = await Promise.all([1, 2].map(() => makeApiKey(database.it, workspace.id)));
    await database.it.db.apiKey.updateMany({ where: { id: { in: keys.map((one) => one.id) } }, data: { createdById: person.id } });
    await putOwnLimit(ctx, { scope: { member: person.id }, ...calls(3) });
    expect(codes(await ask(keys[0]?.key ?? '', 2))).toEqual(['ok', 'ok']);
    expect(codes(await ask(keys[1]?.key ?? '', 2))).toEqual(['ok', 'own_limit_reached']);
  });

  it('admits exactly its units, however many call at once', async () => {
    const { ctx, key } = await setUp('pro');
    await putOwnLimit(ctx, { scope: { key: key.id }, ...calls(20) });
    const decisions = await inBatches(meterOf(database.it, 'default'), await Promise.all(Array.from({ length: 60 }, () => question(key.key, call))), 7);
    expect(decisions.filter((one) => one.allowed)).toHaveLength(20);
  });

  it('that only tells refuses nobody, and alerts at 80 and 100 % with the call that crossed; raising it recovers them', async () => {
    const { ctx, key } = await setUp();
    await putOwnLimit(ctx, { scope: { key: key.id }, ...calls(5, 'notify') });
    const decisions = await ask(key.key, 7);
    expect(codes(decisions)).toEqual(Array(7).fill('ok'));
    const idOf = (i: number) => decisions[i]?.decisionId;
    const told = async () => (await listAlerts(ctx, {})).data.filter((one) => one.scope.kind === 'key').sort((a, b) => a.threshold - b.threshold);
    expect((await told()).map((one) => [one.threshold, one.severity, one.used, one.decisionId])).toEqual([[50, 'info', 3, idOf(2)], [80, 'warning', 4, idOf(3)], [90, 'warning', 5, idOf(4)], [100, 'critical', 5, idOf(4)]]);
    await putOwnLimit(ctx, { scope: { key: key.id }, ...calls(8, 'notify') });
    expect((await told()).map((one) => [one.threshold, one.recoveredAt !== null])).toEqual([[50, false], [80, false], [90, true], [100, true]]);
  });

  it('follows its key to the successor', async () => {
    const { ctx, key } = await setUp();
    await putOwnLimit(ctx, { scope: { key: key.id }, ...calls(1) });
    const next = await rotateApiKey(ctx, { id: key.id, graceSeconds: 60 });
    expect(codes(await ask(next.key, 2))).toEqual(['ok', 'own_limit_reached']);
  });
});

describe('who may set what', () => {
  it('owners and admins, of their own keys and people', async () => {
    const { workspace, ctx, key } = await setUp();
    const stranger = await setUp();
    for (const role of ['member', 'billing'] as const) {
      await expect(putOwnLimit(memberCtx(database.it, workspace, { role }), { scope: 'workspace', ...calls(1) })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(deleteOwnLimit(memberCtx(database.it, workspace, { role }), { id: 'lim_1' })).rejects.toMatchObject({ code: 'forbidden' });
    }
    for (const scope of [{ key: stranger.key.id }, { member: stranger.workspace.owner.id }, { key: 'key_of_nobody' }]) await expect(putOwnLimit(ctx, { scope, ...calls(1) })).rejects.toMatchObject({ code: 'not_found' });
    const mine = await putOwnLimit(ctx, { scope: { key: key.id }, ...calls(1) });
    await expect(deleteOwnLimit(stranger.ctx, { id: mine.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await listOwnLimits(stranger.ctx)).data).toEqual([]);
    const entries = await database.it.db.auditEntry.findMany({ where: { workspaceId: workspace.id, subject: mine.id } });
    expect(entries.map((entry) => [entry.action, entry.after])).toEqual([['own_limit.set', { scope: `key:${key.id}`, ...calls(1) }]]);
  });

  it('known meters; spend for the whole workspace and its billing period alone', async () => {
    const { ctx, key } = await setUp();
    const wrong = async (input: object) => putOwnLimit(ctx, putOwnLimitInput.parse({ scope: 'workspace', ...calls(1), ...input })).then(() => [], (error: { details?: { errors?: { pointer: string }[] } }) => error.details?.errors?.map((one) => one.pointer));
    expect(await wrong({ meter: 'tokens' })).toEqual(['/meter']);
    expect(await wrong({ meter: 'spend' })).toEqual(['/window']);
    expect(await wrong({ meter: 'spend', scope: { key: key.id }, window: 'billing_period' })).toEqual(['/scope']);
    for (const input of [{ limit: -1 }, { limit: 1.5 }, { window: 'minute' }, { mode: 'soft' }, { scope: {} }, { scope: { key: 'a', member: 'b' } }, { more: 1 }]) {
      expect(putOwnLimitInput.safeParse({ scope: 'workspace', ...calls(1), ...input }).success).toBe(false);
    }
  });
});

describe('a spend cap', () => {
  const image = 'POST /v1/images';
  const nearLimit = async () => {
    const made = await setUp('business');
    const { rows } = await database.it.sql.query<{ starts: Date; ends: Date }>('SELECT b.starts, b.ends FROM workspaces w, window_at($2, app_now(), w.period_anchor) b WHERE w.id = $1', [made.workspace.id, 'billing_period']);
    await database.it.db.usageCounter.create({ data: { workspaceId: made.workspace.id, meter: 'credits', window: 'billing_period', windowStart: rows[0]?.starts ?? new Date(), windowEnd: rows[0]?.ends ?? new Date(), used: 500_000n } });
    return made;
  };

  it('in money stops the call that would be billed beyond it, and shows what was billed so far', async () => {
    const { ctx, key } = await nearLimit();
    await putOwnLimit(ctx, { scope: 'workspace', meter: 'spend', window: 'billing_period', limit: 399, mode: 'hard' });
    const decisions = await ask(key.key, 101, image);
    expect(codes(decisions)).toEqual([...Array<string>(100).fill('ok'), 'own_limit_reached']);
    expect((await listOwnLimits(ctx)).data).toMatchObject([{ measure: { meter: 'spend', money: { currency: 'usd' } }, used: 200, limit: 399 }]);
    await putOwnLimit(ctx, { scope: 'workspace', meter: 'spend', window: 'billing_period', limit: 400, mode: 'hard' });
    expect(codes(await ask(key.key, 1, image))).toEqual(['ok']);
  });

  it('that only tells lets it pass and alerts; raising it recovers the alerts', async () => {
    const { ctx, key } = await nearLimit();
    await putOwnLimit(ctx, { scope: 'workspace', meter: 'spend', window: 'billing_period', limit: 200, mode: 'notify' });
    expect(codes(await ask(key.key, 1, image))).toEqual(['ok']);
    const told = async () => (await listAlerts(ctx, { meter: 'spend' })).data.map((one) => [one.threshold, one.recoveredAt !== null]).sort();
    expect(await told()).toEqual([[100, false], [50, false], [80, false], [90, false]]);
    await putOwnLimit(ctx, { scope: 'workspace', meter: 'spend', window: 'billing_period', limit: 400, mode: 'notify' });
    expect(await told()).toEqual([[100, true], [50, false], [80, true], [90, true]]);
  });
});
