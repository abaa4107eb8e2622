import Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Plan } from '@/lib/domain/catalog';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { reportOverage } from '@/lib/services/overage/report-overage';
import { reportWorkspaceOverage } from '@/lib/services/overage/report-workspace-overage';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { settle } from '@/lib/services/usage/settle';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey } from '@/test/harness';
import { meterOf, question } from '@/test/integration/usage/meter';
import { openShop } from './shop';

const shop = openShop();
const eventName = 'tollgate_default_credits';
type Bought = Awaited<ReturnType<typeof bought>>;

/** The plan with overage includes 20 credits here, and every begun 10 beyond them cost 2 dollars. A picture is 10 credits. */
const credits = { billing_period: 20, overage: { per: 10, prices: { usd: 200 } } };
const cheap = () => {
  const catalog = loadCatalog('default');
  const business = catalog.plans['business'] as Plan;
  return { ...shop.it.ctx(), catalog: { ...catalog, plans: { ...catalog.plans, business: { ...business, limits: { ...business.limits, credits } } } } };
};
beforeAll(async () => {
  await writeCatalog(cheap());
  await pushCatalog(cheap(), {});
});

const bought = async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace, 'business');
  expect(await shop.it.pay(sessionId)).toBe(200);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const { key } = await makeApiKey(shop.it.database, workspace.id);
  return { workspace, key, customer: await shop.it.customerOf(workspace) };
};
const call = async ({ key }: Bought, count: number, outcome: 'succeeded' | 'released' | null = 'succeeded') => {
  const decisions = await meterOf(shop.it.database, 'default')(await Promise.all(Array.from({ length: count }, () => question(key, 'POST /v1/images'))));
  const settled = decisions.map((one) => {
    if (!one.allowed) throw new Error(`a call was refused: ${one.code}`);
    return { decisionId: one.decisionId, occurredAt: one.occurredAt, outcome: outcome ?? 'succeeded', statusCode: 200, latencyMs: 1 };
  });
  if (outcome !== null) await settle(shop.it.database, settled);
  return settled;
};
const report = ({ workspace }: Bought, ctx = shop.it.ctx()) => reportWorkspaceOverage(ctx, { workspaceId: workspace.id });
const rowsOf = ({ workspace }: Bought) => shop.it.database.db.overageReport.findMany({ where: { workspaceId: workspace.id }, orderBy: { createdAt: 'asc' } });
const atStripe = async ({ customer }: Bought): Promise<number> => {
  const [meter] = (await shop.it.stripe.billing.meters.list({ limit: 100 })).data.filter((one) => one.event_name === eventName);
  const minute = Math.floor(Date.now() / 60_000) * 60;
  const summaries = await shop.it.stripe.billing.meters.listEventSummaries(meter?.id ?? '', { customer, start_time: minute - 86_400, end_time: minute + 3_600 });
  return summaries.data.reduce((sum, one) => sum + one.aggregated_value, 0);
};
const findings = async () => (await verifyBooks(shop.it.ctx(), {})).findings;

test('a subscription to a plan with overage carries the metered price from its first day', async () => {
  const { customer } = await bought();
  const [subscription] = (await shop.it.stripe.subscriptions.list({ customer })).data;
  expect(subscription?.items.data.map((item) => [item.price.lookup_key, item.price.recurring?.usage_type, item.quantity ?? null]).sort()).toEqual([
    ['tollgate_default_business_v2_month_usd', 'licensed', 1], ['tollgate_default_overage_business_v2_credits_month_usd', 'metered', null],
  ]);
});

test('only units beyond the limit are reported, each once, as they settle', async () => {
  const it = await bought();
  await call(it, 2);
  expect(await report(it)).toEqual({ units: 0, sent: 0 });
  await call(it, 3);
  expect(await report(it)).toEqual({ units: 30, sent: 1 });
  expect(await report(it)).toEqual({ units: 0, sent: 0 });
  const running = await call(it, 2, null);
  expect(await report(it)).toEqual({ units: 0, sent: 0 });
  await settle(shop.it.database, running.slice(0, 1));
  await settle(shop.it.database, running.slice(1).map((one) => ({ ...one, outcome: 'released' as const })));
  expect(await report(it)).toEqual({ units: 10, sent: 1 });
  expect((await rowsOf(it)).map((row) => [row.identifier.split('-').at(-1), Number(row.units), row.sentAt !== null])).toEqual([['30', 30, true], ['40', 10, true]]);
  expect(await atStripe(it)).toBe(40);
  expect(await findings()).toEqual([]);
});

test('a call that was cut off by a crash is reported after a quarter of an hour, as it stays charged', async () => {
  const it = await bought();
  await call(it, 3, null);
  expect(await report(it)).toMatchObject({ units: 0 });
  await shop.it.database.sql.query(`UPDATE usage_events SET occurred_at = occurred_at - interval '16 minutes' WHERE workspace_id = $1`, [it.workspace.id]);
  expect(await report(it)).toMatchObject({ units: 10 });
});

test('many workers at once, while calls go on, report every unit once', async () => {
  const it = await bought();
  for (let round = 1; round <= 4; round += 1) {
    await Promise.allSettled(Array.from({ length: 5 }, () => [call(it, 2), report(it), report(it)]).flat());
  }
  await report(it);
  const used = 4 * 5 * 2 * 10;
  expect((await rowsOf(it)).reduce((sum, row) => sum + Number(row.units), 0)).toBe(used - 20);
  expect(await atStripe(it)).toBe(used - 20);
  expect((await findings()).filter((one) => one.detail.includes(it.workspace.id))).toEqual([]);
});

test('a worker that reads while another is about to write does not report the same units under another name', async () => {
  const it = await bought();
  await call(it, 3);
  const holder = await shop.it.database.sql.connect();
  const waiting = async () => (await shop.it.database.sql.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount;
  await holder.query('BEGIN; LOCK TABLE overage_reports IN SHARE MODE');
  const first = report(it);
  await expect.poll(waiting).toBe(1);
  await call(it, 1);
  const second = report(it);
  await expect.poll(waiting).toBe(2);
  await holder.query('COMMIT');
  holder.release();
  await Promise.all([first, second]);
  expect((await rowsOf(it)).map((row) => Number(row.units))).toEqual([10, 10]);
  expect(await atStripe(it)).toBe(20);
});

/** Does what is asked at Stripe and loses the answer, as often as told. */
const losing = (times: number) => {
  let left = times;
  const cut = async (...args: Parameters<typeof fetch>) => {
    const answer = await fetch(...args);
    if (args[1]?.method === 'POST' && left > 0) {
      left -= 1;
      throw new TypeError('the connection was lost');
    }
    return answer;
  };
  return new Stripe('sk_test_shop', { host: '127.0.0.1', port: new URL(shop.it.sandboxUrl).port, protocol: 'http', telemetry: false, maxNetworkRetries: 0, httpClient: Stripe.createFetchHttpClient(cut) });
};

test('a report that Stripe took although its answer was lost is sent again and counted once, at whichever of several it happened', async () => {
  for (const lost of [1, 2, 3]) {
    const it = await bought();
    await call(it, 4);
    await expect(report(it, shop.it.ctx({ stripe: losing(lost) }))).rejects.toThrow();
    expect((await rowsOf(it)).map((row) => [row.sentAt, row.lastError !== null])).toEqual([[null, true]]);
    expect(await atStripe(it)).toBe(20);
    await call(it, 1);
    await report(it);
    expect([await atStripe(it), (await rowsOf(it)).map((row) => row.sentAt !== null)]).toEqual([30, [true, true]]);
  }
});

/** A client that counts what it writes. */
const counting = () => {
  let sent = 0;
  const count = (...args: Parameters<typeof fetch>) => {
    if (args[1]?.method === 'POST') sent += 1;
    return fetch(...args);
  };
  const stripe = new Stripe('sk_test_shop', { host: '127.0.0.1', port: new URL(shop.it.sandboxUrl).port, protocol: 'http', telemetry: false, httpClient: Stripe.createFetchHttpClient(count) });
  return { stripe, sent: () => sent };
};

test('a report whose answer was lost more than a day ago is looked up and not counted twice; one that never arrived is sent', async () => {
  const it = await bought();
  await call(it, 4);
  await expect(report(it, shop.it.ctx({ stripe: losing(1) }))).rejects.toThrow();
  const dayOld = () => shop.it.database.db.overageReport.updateMany({ where: { workspaceId: it.workspace.id, sentAt: null }, data: { triedAt: new Date(Date.now() - 90_000_000) } });
  await dayOld();
  const first = counting();
  await report(it, shop.it.ctx({ stripe: first.stripe }));
  expect(first.sent()).toBe(0);
  expect([await atStripe(it), (await rowsOf(it)).map((row) => row.sentAt !== null)]).toEqual([20, [true]]);
  await call(it, 1);
  const away = new Stripe('sk_test_away', { host: '127.0.0.1', port: 9, protocol: 'http', maxNetworkRetries: 0 });
  await expect(report(it, shop.it.ctx({ stripe: away }))).rejects.toThrow();
  await dayOld();
  const second = counting();
  await report(it, shop.it.ctx({ stripe: second.stripe }));
  expect(second.sent()).toBe(1);
  expect([await atStripe(it), (await rowsOf(it)).map((row) => row.sentAt !== null)]).toEqual([30, [true, true]]);
});

test('when the row cannot be committed Stripe hears nothing, and the next run reports all of it', async () => {
  const it = await bought();
  await call(it, 3);
  await shop.it.database.sql.query(`ALTER TABLE overage_reports ADD CONSTRAINT refuse CHECK (workspace_id <> '${it.workspace.id}') NOT VALID`);
  await expect(report(it)).rejects.toThrow(/refuse/);
  await shop.it.database.sql.query('ALTER TABLE overage_reports DROP CONSTRAINT refuse');
  expect(await atStripe(it)).toBe(0);
  await report(it);
  expect(await atStripe(it)).toBe(10);
});

test('one workspace that cannot be reported keeps no other waiting, and the run says so', async () => {
  const [broken, healthy] = [await bought(), await bought()];
  await call(broken, 3);
  await call(healthy, 3);
  await shop.it.database.sql.query(`ALTER TABLE overage_reports ADD CONSTRAINT refuse CHECK (workspace_id <> '${broken.workspace.id}') NOT VALID`);
  await expect(reportOverage(shop.it.ctx())).rejects.toThrow(/of 1 of \d+ workspaces/);
  await shop.it.database.sql.query('ALTER TABLE overage_reports DROP CONSTRAINT refuse');
  expect([await atStripe(broken), await atStripe(healthy)]).toEqual([0, 10]);
});

test('units used under a plan that the workspace has meanwhile exchanged for one that includes them are not reported', async () => {
  const it = await bought();
  await call(it, 3);
  const { id } = await shop.it.database.db.planVersion.findFirstOrThrow({ where: { catalog: 'default', plan: 'enterprise' } });
  await shop.it.database.sql.query('UPDATE workspaces SET plan_version_id = $2 WHERE id = $1', [it.workspace.id, id]);
  expect(await report(it)).toEqual({ units: 0, sent: 0 });
});

test('the renewal invoice bills what was used beyond the limit, to the minor unit, with what settled before the boundary and was reported after it', async () => {
  const it = await bought();
  await call(it, 5);
  await report(it);
  const running = await call(it, 1, null);
  const [subscription] = (await shop.it.stripe.subscriptions.list({ customer: it.customer })).data;
  const end = subscription?.items.data[0]?.current_period_end ?? 0;
  const seconds = end - Math.floor(Date.now() / 1_000) + 60;
  await shop.it.control('time/advance', { seconds });
  await shop.it.database.sql.query('UPDATE app_clock SET offset_ms = $1', [seconds * 1_000]);
  await settle(shop.it.database, running);
  const now = new Date(Date.now() + seconds * 1_000);
  expect(await report(it, shop.it.ctx({ now }))).toMatchObject({ units: 10 });
  await shop.it.control('time/advance', { seconds: 7_200 });
  const [renewal] = (await shop.it.stripe.invoices.list({ customer: it.customer, limit: 1 })).data;
  expect(renewal).toMatchObject({ billing_reason: 'subscription_cycle', status: 'paid', total: 5_900 + 4 * 200, amount_paid: 6_700 });
  await shop.it.database.sql.query('UPDATE app_clock SET offset_ms = 0');
});
