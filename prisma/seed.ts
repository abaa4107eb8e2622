import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readNow } from '@/lib/adapters/clock';
import { openDatabase } from '@/lib/adapters/db';
import type { Env } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { password } from '@/lib/adapters/password';
import { openStripe, stripeBrowser } from '@/lib/adapters/stripe';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import { hashApiKey } from '@/lib/domain/api-key-format';
import { newId } from '@/lib/domain/ids';
import type { Plan } from '@/lib/domain/catalog';
import { createApiKey } from '@/lib/services/api-keys/create-api-key';
import { prepareCatalog } from '@/lib/services/catalog/prepare-catalog';
import { inTransaction } from '@/lib/services/in-transaction';
import { signUp } from '@/lib/services/identity/sign-up';
import { ensurePartitions } from '@/lib/services/usage/ensure-partitions';
import { rollUsage } from '@/lib/services/usage/roll-usage';
import { demoHistory, type DemoCall } from './demo-history';

/** Three months and some days, so that the open billing period has a history too. */
const historyDays = 101;
const demo = { email: 'demo@tollgate.test', password: 'demo-password', name: 'Dana Demo' };
const operator = { email: 'admin@tollgate.test', password: 'admin-password', name: 'Ola Operator' };

/** Makes a database ready to serve: the catalogue here and at Stripe, the ledger's months, and in demo mode the demo's people. Safe to repeat. */
export const seed = async (env: Env, { demo: isDemo }: { demo: boolean }): Promise<{ demoApiKey: string | null }> => {
  const database = openDatabase(env.DATABASE_URL, { max: 3, statementTimeoutMs: 60_000 });
  try {
    const ctx: Ctx = {
      actor: { kind: 'job', job: 'seed' }, workspaceId: null, now: await readNow(database.sql, env.STRIPE_SANDBOX_URL !== undefined), locale: 'en', requestId: newId('req', Date.now()),
      db: database.db, sql: database.sql, stripe: openStripe(env.STRIPE_SECRET_KEY, env.STRIPE_SANDBOX_URL), stripeBrowser: stripeBrowser(env.STRIPE_PUBLISHABLE_KEY, env.STRIPE_SANDBOX_URL), catalog: loadCatalog(env.CATALOG), password,
      mail: null, origin: new URL(env.NEXTAUTH_URL).origin, log,
    };
    await prepareCatalog(ctx);
    await ensurePartitions(ctx, {});
    await moveToCatalog(ctx);
    return { demoApiKey: isDemo ? await seedDemo(ctx, path.join(env.DATA_DIR, 'demo-api-key')) : null };
  } finally {
    await database.close();
  }
};

/** Workspaces made under another catalogue start on this one's default plan, but for those whose subscription may grant what they bought there. */
const moveToCatalog = async (ctx: Ctx): Promise<void> => {
  const target = await ctx.db.planVersion.findFirstOrThrow({ where: { catalog: ctx.catalog.id, plan: ctx.catalog.defaultPlan }, orderBy: { version: 'desc' } });
  const elsewhere = { planVersion: { catalog: { not: ctx.catalog.id } } };
  await ctx.db.workspace.updateMany({ where: { ...elsewhere, subscriptions: { none: { status: { in: ['trialing', 'active', 'past_due'] } } } }, data: { planVersionId: target.id } });
  const left = await ctx.db.workspace.count({ where: elsewhere });
  if (left > 0) ctx.log.warn({ workspaces: left, catalog: ctx.catalog.id }, 'workspaces keep what they bought from another catalogue; it sets no limits on the meters of this one');
};

const seedDemo = async (ctx: Ctx, keyFile: string): Promise<string> => {
  const admin = await ctx.db.user.findUnique({ where: { email: operator.email } });
  if (!admin) {
    const { user } = await signUp(ctx, operator);
    await ctx.db.user.update({ where: { id: user.id }, data: { isOperator: true } });
  }
  const known = await ctx.db.user.findUnique({ where: { email: demo.email }, include: { memberships: true } });
  const workspaceId = known?.memberships[0]?.workspaceId ?? (await signUp(ctx, demo)).workspace.id;
  const owner = await ctx.db.member.findFirstOrThrow({ where: { workspaceId, role: 'owner' } });
  const own: WorkspaceCtx = { ...ctx, workspaceId, actor: { kind: 'member', userId: owner.userId, sessionId: 'ses_seed', role: 'owner', ip: '127.0.0.1' } };
  const key = await demoKey(own, keyFile);
  if (!(await ctx.db.usageEvent.findFirst({ where: { workspaceId }, select: { id: true } }))) {
    await inTransaction(own, writeHistory, { timeoutMs: 60_000 });
    await rollUsage(ctx, {});
  }
  return key;
};

/** The demo's key in clear text lives in a file of the data folder, since the database only has its hash. */
const demoKey = async (ctx: WorkspaceCtx, keyFile: string): Promise<string> => {
  const kept = existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '';
  const alive = kept && (await ctx.db.apiKey.findFirst({ where: { workspaceId: ctx.workspaceId, hash: await hashApiKey(kept), revokedAt: null, expiresAt: null } }));
  if (alive) return kept;
  const live = await ctx.db.apiKey.findFirst({ where: { workspaceId: ctx.workspaceId, name: 'Production', revokedAt: null } });
  if (live) await ctx.db.apiKey.update({ where: { id: live.id }, data: { revokedAt: ctx.now } });
  const { key } = await createApiKey(ctx, { name: 'Production', scopes: ['gateway', 'manage'], mode: 'live' });
  writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
  return key;
};

/** Three months in the ledger, with the counters of the windows that are still open brought up to it: all of it, or none for the next start. */
const writeHistory = async (ctx: WorkspaceCtx): Promise<void> => {
  const production = await ctx.db.apiKey.findFirstOrThrow({ where: { workspaceId: ctx.workspaceId, name: 'Production', revokedAt: null } });
  const periodAnchor = new Date(ctx.now.getTime() - historyDays * 86_400_000);
  const workspace = await ctx.db.workspace.update({ where: { id: ctx.workspaceId }, data: { periodAnchor, createdAt: periodAnchor }, include: { planVersion: true } });
  const plan = workspace.planVersion.body as unknown as Plan;
  const staging = plan.apiKeys === 1 ? production : await createApiKey(ctx, { name: 'Staging', scopes: ['gateway'], mode: 'live' });
  const calls = demoHistory(ctx.catalog, plan, { now: ctx.now, days: historyDays, periodAnchor });
  const keys = [production.id, staging.id];
  for (let i = 0; i < calls.length; i += 1_000) {
    await ctx.db.usageEvent.createMany({ data: calls.slice(i, i + 1_000).map((call) => rowOf(call, { workspaceId: ctx.workspaceId, planVersionId: workspace.planVersionId, apiKeyId: keys[call.key] ?? production.id, memberId: production.createdById })) });
  }
  await ctx.db.$executeRaw`
    INSERT INTO usage_counters (workspace_id, meter, "window", window_start, window_end, used)
    SELECT w.id, n.meter, n.window, b.starts, b.ends, sum(COALESCE((e.units ->> n.meter)::bigint, 0))
    FROM workspaces w JOIN entitlements n ON n.plan_version_id = w.plan_version_id
    JOIN usage_events e ON e.workspace_id = w.id AND e.outcome <> 'released'
    CROSS JOIN LATERAL window_at(n.window, e.occurred_at, w.period_anchor) b
    WHERE w.id = ${ctx.workspaceId} AND b.ends > app_now() GROUP BY 1, 2, 3, 4, 5`;
  await ctx.db.$executeRaw`UPDATE api_keys k SET last_used_at = (SELECT max(e.occurred_at) FROM usage_events e WHERE e.api_key_id = k.id) WHERE workspace_id = ${ctx.workspaceId}`;
};

const rowOf = (call: DemoCall, owner: { workspaceId: string; planVersionId: string; apiKeyId: string; memberId: string | null }) => ({
  id: call.id, occurredAt: call.at, ...owner, requestId: `req_${call.id.slice(4)}`, operation: call.operation, units: call.units, periodStart: call.periodStart,
  outcome: call.outcome, degraded: false, statusCode: call.status, latencyMs: call.latencyMs, method: call.method, path: call.path, limits: [],
  provider: call.model?.provider ?? null, model: call.model?.model ?? null, inputTokens: call.model?.inputTokens ?? null, outputTokens: call.model?.outputTokens ?? null, costMicros: call.model?.costMicros ?? null,
});
