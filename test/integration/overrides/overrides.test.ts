import { describe, expect, it } from 'vitest';
import type { Ctx } from '@/lib/context';
import { listAlerts } from '@/lib/services/alerts/list-alerts';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { createOverride, createOverrideInput } from '@/lib/services/overrides/create-override';
import { endPlanOverrides } from '@/lib/services/overrides/end-plan-overrides';
import { listOverrides } from '@/lib/services/overrides/list-overrides';
import { revokeOverride } from '@/lib/services/overrides/revoke-override';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeUser, makeWorkspace, memberCtx, type CtxOptions } from '@/test/harness';
import { openShop } from '@/test/integration/billing/shop';
import { meterOf, question } from '@/test/integration/usage/meter';
import { moveClock } from '@/test/integration/usage/moved-clock';

const shop = openShop();
const dayMs = 86_400_000;
const reason = 'A launch that we promised to carry';

/** Long enough to look before, short enough that no month ends in between. */
const soonMs = 20_000;
const now = () => moveClock(shop.it.database, 0);
const staff = async (options: CtxOptions = {}): Promise<Ctx> => {
  const user = await makeUser(shop.it.database, { name: 'Olga' });
  return { ...shop.it.ctx({ ...options, now: await now() }), actor: { kind: 'operator', userId: user.id, sessionId: 'ses_staff', ip: '127.0.0.1' } };
};
const setUp = async (plan?: string) => {
  const workspace = await makeWorkspace(shop.it.database, { plan, anchor: new Date((await now()).getTime() - dayMs) });
  return { workspace, id: workspace.id, ctx: memberCtx(shop.it.database, workspace), key: (await makeApiKey(shop.it.database, workspace.id)).key };
};
const make = async (input: object) => createOverride(await staff(), createOverrideInput.parse({ reason, ...input }));
const ask = async (key: string, count: number, call = 'GET /v1/things') => (await meterOf(shop.it.database, 'default')(await Promise.all(Array.from({ length: count }, () => question(key, call))))).map((one) => (one.allowed ? 'ok' : one.code));
const use = (workspaceId: string, used: number, meter = 'calls', window = 'month') => shop.it.database.sql.query(
  `INSERT INTO usage_counters (workspace_id, meter, "window", window_start, window_end, used) SELECT w.id, $3, $4, b.starts, b.ends, $2 FROM workspaces w, window_at($4, app_now(), w.period_anchor) b WHERE w.id = $1`, [workspaceId, used, meter, window]);

describe('a limit for one workspace', () => {
  it('holds from the next call on, shows in its usage, ends at its instant, and lets the plan’s limit hold again', async () => {
    const { id, ctx, key } = await setUp();
    await use(id, 1_000);
    expect(await ask(key, 1)).toEqual(['quota_exceeded']);
    const expiresAt = new Date((await now()).getTime() + soonMs);
    await make({ id, kind: 'limit', meter: 'calls', window: 'month', limit: 1_002, expiresAt: expiresAt.toISOString() });
    expect(await ask(key, 3)).toEqual(['ok', 'ok', 'quota_exceeded']);
    expect((await getCurrentUsage(ctx, {})).meters[0]?.limits.find((one) => one.window === 'month')).toMatchObject({ limit: 1_002, used: 1_002, status: 'limit_reached' });
    await make({ id, kind: 'limit', meter: 'calls', window: 'month', limit: null, expiresAt: expiresAt.toISOString() });
    expect(await ask(key, 1)).toEqual(['ok']);
    await moveClock(shop.it.database, soonMs);
    expect(await ask(key, 1)).toEqual(['quota_exceeded']);
    const { limits } = await listOverrides(await staff(), { id });
    expect(limits.find((one) => one.window === 'month')).toMatchObject({ base: { limit: 1_000, isInForce: true }, overrides: [{ status: 'expired' }, { status: 'expired' }] });
  });

  it('is drawn as a stack of which exactly one holds: the newest that was not revoked', async () => {
    const { id, key } = await setUp();
    await use(id, 1_500);
    await make({ id, kind: 'limit', meter: 'calls', window: 'month', limit: 2_000 });
    const { data } = await make({ id, kind: 'limit', meter: 'calls', window: 'month', limit: 1_500 });
    const month = async () => (await listOverrides(await staff(), { id })).limits.find((one) => one.window === 'month');
    expect(await month()).toMatchObject({ base: { limit: 1_000, isInForce: false }, overrides: [{ limit: 2_000, status: 'covered' }, { limit: 1_500, status: 'in_force', reason, createdBy: 'Olga' }] });
    expect(await ask(key, 1)).toEqual(['quota_exceeded']);
    await revokeOverride(await staff(), { id: data[0]?.id ?? '' });
    await revokeOverride(await staff(), { id: data[0]?.id ?? '' });
    expect(await month()).toMatchObject({ overrides: [{ limit: 2_000, status: 'in_force' }, { status: 'revoked', revokedBy: 'Olga' }] });
    expect(await ask(key, 1)).toEqual(['ok']);
    expect(await shop.it.database.db.auditEntry.count({ where: { workspaceId: id, action: 'override.revoked' } })).toBe(1);
  });

  it('recovers the alerts that no longer hold', async () => {
    const { id, ctx, key } = await setUp();
    await use(id, 799);
    expect(await ask(key, 1)).toEqual(['ok']);
    await make({ id, kind: 'limit', meter: 'calls', window: 'month', limit: 5_000 });
    expect((await listAlerts(ctx, {})).data.map((one) => [one.threshold, one.recoveredAt !== null])).toEqual([[80, true]]);
  });
});

describe('a plan for free', () => {
  it('is there at once for who never bought one, ends by the job, once, and is on record', async () => {
    const { workspace, id } = await setUp();
    const end = new Date((await now()).getTime() + 3_600_000);
    await make({ id, kind: 'plan', plan: 'pro', expiresAt: end.toISOString() });
    expect(await shop.it.planOf(workspace)).toBe('pro');
    expect((await listOverrides(await staff(), { id })).plan).toMatchObject({ base: { id: 'free', isInForce: false }, overrides: [{ plan: { id: 'pro' }, status: 'in_force' }] });
    expect(await endPlanOverrides(shop.it.ctx({ now: await now() }))).toBe(0);
    const after = await moveClock(shop.it.database, 3_600_000);
    expect(await endPlanOverrides(shop.it.ctx({ now: after }))).toBe(1);
    expect(await shop.it.planOf(workspace)).toBe('free');
    expect(await endPlanOverrides(shop.it.ctx({ now: after }))).toBe(0);
    expect(await shop.it.database.db.auditEntry.count({ where: { workspaceId: id, action: 'workspace.plan_changed' } })).toBe(2);
  });

  it('stands above a subscription without touching it, through every sync, and gives way to it when it is revoked', async () => {
    const { workspace, id } = await setUp();
    const { sessionId } = await shop.it.buy(workspace);
    expect(await shop.it.pay(sessionId)).toBe(200);
    await syncSubscription(shop.it.ctx(), { workspaceId: id });
    const { data } = await make({ id, kind: 'plan', plan: 'business' });
    expect(await shop.it.planOf(workspace)).toBe('business');
    await syncSubscription(shop.it.ctx({ now: await now() }), { workspaceId: id });
    expect(await shop.it.planOf(workspace)).toBe('business');
    const sold = await shop.it.database.db.subscription.findFirstOrThrow({ where: { workspaceId: id }, include: { planVersion: true } });
    expect([sold.status, sold.planVersion.plan]).toEqual(['active', 'starter']);
    await revokeOverride(await staff(), { id: data[0]?.id ?? '' });
    expect(await shop.it.planOf(workspace)).toBe('starter');
    expect(await endPlanOverrides(shop.it.ctx({ now: await now() }))).toBe(0);
  });

  it('leaves the plan of others alone that never bought one', async () => {
    const { workspace, id } = await setUp('enterprise');
    await syncSubscription(shop.it.ctx(), { workspaceId: id });
    expect(await shop.it.planOf(workspace)).toBe('enterprise');
  });
});

describe('a gift', () => {
  it('pays calls when the plan’s own units are used up, before packs, and what is left of it is taken back', async () => {
    const { id, key } = await setUp();
    await use(id, 2_000, 'credits', 'billing_period');
    expect(await ask(key, 1, 'GET /v1/search')).toEqual(['insufficient_credits']);
    const { grants } = await make({ id, kind: 'grant', meter: 'credits', units: 3 });
    expect(await ask(key, 2, 'GET /v1/search')).toEqual(['ok', 'ok']);
    const { grants: after } = await revokeOverride(await staff(), { id: grants[0]?.id ?? '' });
    expect(after).toMatchObject([{ status: 'revoked', units: 3, remaining: 0 }]);
    expect(await ask(key, 1, 'GET /v1/search')).toEqual(['insufficient_credits']);
    const entries = await shop.it.database.db.creditEntry.findMany({ where: { grant: { workspaceId: id, source: 'gift' } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
    expect(entries.map((entry) => [entry.kind, Number(entry.units)])).toEqual([['granted', 3], ['spent', -1], ['spent', -1], ['revoked', -1]]);
    const { findings } = await verifyBooks(shop.it.ctx(), {});
    expect(findings.filter((one) => /grant|credit/i.test(one.check) && one.detail.includes(id))).toEqual([]);
  });

  it('is refused where the plan would never spend it', async () => {
    const { id } = await setUp();
    await expect(make({ id, kind: 'grant', meter: 'calls', units: 5 })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('who may make exceptions, and of what', () => {
  it('staff alone', async () => {
    const { id, ctx } = await setUp();
    const input = createOverrideInput.parse({ id, kind: 'plan', plan: 'pro', reason });
    await expect(createOverride(ctx, input)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listOverrides(ctx, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(revokeOverride(ctx, { id: 'ovr_1' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('with a reason, an end to come, and the fields of its kind', async () => {
    const { id } = await setUp();
    const limit = { id, kind: 'limit', meter: 'calls', window: 'month', limit: 5, reason };
    for (const wrong of [{ reason: '  ' }, { limit: undefined }, { units: 5 }, { plan: 'pro' }, { kind: 'grant' }, { window: 'year' }, { limit: -1 }, { more: 1 }]) expect(createOverrideInput.safeParse({ ...limit, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
    await expect(make({ ...limit, expiresAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(make({ ...limit, meter: 'tokens' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(make({ id, kind: 'plan', plan: 'platinum' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(make({ ...limit, id: 'ws_of_nobody' })).rejects.toMatchObject({ code: 'not_found' });
    expect((await listOverrides(await staff(), { id })).data).toEqual([]);
  });
});
