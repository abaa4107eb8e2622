import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogIds } from '@/lib/catalogs/load-catalog';
import { parseEnv, type Env } from '@/lib/adapters/env';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { seed } from '@/prisma/seed';
import { startStripeSandbox, type RunningSandbox } from '@/sandbox/stripe/start-stripe-sandbox';
import { makeDatabase } from '@/test/database';
import { makeWorkspace, testDatabase } from '@/test/harness';

const database = testDatabase();
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tollgate-seed-'));
let stripe: RunningSandbox;
beforeAll(async () => {
  stripe = await startStripeSandbox({ seed: 3 });
});
afterAll(async () => {
  await stripe.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const environment = (catalog = 'default', url = database.it.url): Env =>
  parseEnv({
    DATABASE_URL: url, DATA_DIR: dataDir, CATALOG: catalog, UPSTREAM_URL: 'http://127.0.0.1:9', STRIPE_SECRET_KEY: 'sk_test_seed', STRIPE_SANDBOX_URL: stripe.url,
    STRIPE_WEBHOOK_SECRET: 'whsec_seed', NEXTAUTH_SECRET: 'x'.repeat(32), NEXTAUTH_URL: 'http://localhost:3000', INTERNAL_SECRET: 'y'.repeat(32),
  });

test('a seed that is cut off leaves no half history; the next one writes it whole, once, and the books are right', async () => {
  const { db, sql } = database.it;
  await sql.query(`CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut off'; END $$;
                   CREATE TRIGGER cut_off BEFORE INSERT ON usage_counters FOR EACH ROW EXECUTE FUNCTION cut_off()`);
  await expect(seed(environment(), { demo: true })).rejects.toThrow(/cut off/);
  expect(await db.usageEvent.count()).toBe(0);
  await sql.query('DROP TRIGGER cut_off ON usage_counters');

  const { demoApiKey } = await seed(environment(), { demo: true });
  const calls = await db.usageEvent.count();
  expect(calls).toBeGreaterThan(500);
  expect((await verifyBooks({ sql }, {})).findings).toEqual([]);
  expect(await seed(environment(), { demo: true })).toEqual({ demoApiKey });
  expect(await db.usageEvent.count()).toBe(calls);
});

test('under another catalogue only what a subscription grants is kept', async () => {
  const { db } = database.it;
  const version = await db.planVersion.findFirstOrThrow({ where: { catalog: 'default', plan: 'starter' } });
  const subscribed = async (status: string) => {
    const { id } = await makeWorkspace(database.it, { plan: status === 'active' ? 'starter' : 'free' });
    const at = new Date();
    const facts = { interval: 'month', currency: 'usd', amountMinor: 1_900, quantity: 1, startedAt: at, billingAnchor: at, currentPeriodStart: at, currentPeriodEnd: new Date(at.getTime() + 1_000), syncedAt: at };
    await db.subscription.create({ data: { stripeSubscriptionId: `sub_${status}`, workspaceId: id, planVersionId: version.id, status, ...facts } });
    return id;
  };
  const [active, canceled, unpaid] = [await subscribed('active'), await subscribed('canceled'), await subscribed('unpaid')];
  await seed(environment('forensics'), { demo: true });
  const planOf = async (id: string) => (await db.workspace.findUniqueOrThrow({ where: { id }, include: { planVersion: true } })).planVersion.plan;
  expect([await planOf(active), await planOf(canceled), await planOf(unpaid)]).toEqual(['starter', 'community', 'community']);
});

test.each(catalogIds)('an empty database starts with the catalogue %s, within what its default plan allows, and the books are right', async (catalog) => {
  const fresh = await makeDatabase();
  try {
    const { demoApiKey } = await seed(environment(catalog, fresh.url), { demo: true });
    expect(demoApiKey).toMatch(/^tg_live_/);
    expect(await fresh.db.usageEvent.count()).toBeGreaterThan(0);
    expect((await verifyBooks({ sql: fresh.sql }, {})).findings).toEqual([]);
  } finally {
    await fresh.drop();
  }
});
