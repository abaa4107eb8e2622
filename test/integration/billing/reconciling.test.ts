import { beforeAll, expect, test } from 'vitest';
import { newId } from '@/lib/domain/ids';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { listReconciliations } from '@/lib/services/reconciliation/list-reconciliations';
import { reconcile } from '@/lib/services/reconciliation/reconcile';
import { resyncWorkspace } from '@/lib/services/reconciliation/resync-workspace';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeDatabase } from '@/test/database';
import { testCtx } from '@/test/harness';
import { openShop } from './shop';

const shop = openShop();
const operator = () => shop.it.ctx({ actor: { kind: 'operator', userId: 'usr_staff', sessionId: 'ses_staff', ip: '127.0.0.1' } });
const run = () => reconcile(operator());
type Bought = Awaited<ReturnType<typeof bought>>;

const bought = async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  const pack = await purchaseCredits(shop.it.member(workspace), { pack: 'small' });
  await shop.it.pay(pack.sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id });
  const customer = await shop.it.customerOf(workspace);
  const [subscription] = (await shop.it.stripe.subscriptions.list({ customer })).data;
  return { workspace, customer, subscription: subscription?.id ?? '', pack: pack.sessionId };
};
const sql = (text: string, ...values: unknown[]) => shop.it.database.sql.query(text, values);
/** What is found of one workspace: the kind of object and the field. */
const driftsOf = async ({ workspace }: Bought) => (await run()).details.filter((one) => one.workspaceId === workspace.id).map((one) => [one.field.replace(/ (sub|in|cpu)_\w+/, ''), one.ours, one.stripes]);

test('a shop whose webhooks all arrived has no drift, and the run says how many workspaces it compared', async () => {
  await bought();
  await bought();
  const result = await run();
  expect(result).toMatchObject({ checked: 3, drifts: 0, details: [] });
  expect(result.finishedAt).not.toBeNull();
  expect((await listReconciliations(operator(), {})).data[0]).toEqual(result);
});

const damages: [string, (it: Bought) => Promise<unknown>, unknown[][]][] = [
  ['a status', (it) => sql(`UPDATE subscriptions SET status = 'past_due' WHERE workspace_id = $1`, it.workspace.id), [['subscription status', 'past_due', 'active']]],
  ['an amount and a quantity', (it) => sql('UPDATE subscriptions SET quantity = 2, amount_minor = 3800 WHERE workspace_id = $1', it.workspace.id), [['subscription amount', '3800', '1900'], ['subscription quantity', '2', '1']]],
  ['a period', (it) => sql(`UPDATE subscriptions SET current_period_end = current_period_end + interval '1 second' WHERE workspace_id = $1`, it.workspace.id), [['subscription period end', expect.any(String), expect.any(String)]]],
  ['a cancellation that we missed', (it) => shop.it.stripe.subscriptions.update(it.subscription, { cancel_at_period_end: true }), [['subscription cancel at', 'nothing', expect.stringMatching(/^\d+$/)]]],
  ['a discount that we missed', (it) => shop.it.stripe.subscriptions.update(it.subscription, { discounts: [{ coupon: 'tollgate_default_retention_one_month' }] }), [['subscription discount', 'nothing', 'tollgate_default_retention_one_month']]],
  ['an end that we missed', (it) => shop.it.stripe.subscriptions.cancel(it.subscription), [['subscription status', 'active', 'canceled']]],
  ['a subscription that we lost', (it) => sql('DELETE FROM subscriptions WHERE workspace_id = $1', it.workspace.id), [['subscription', 'nothing', 'active']]],
  ['an invoice that we lost', (it) => sql(`DELETE FROM invoices WHERE workspace_id = $1 AND total_minor = 1900`, it.workspace.id), [['invoice', 'nothing', 'paid']]],
  ['an invoice that we take for unpaid', (it) => sql(`UPDATE invoices SET status = 'open', amount_paid_minor = 0 WHERE workspace_id = $1 AND total_minor = 1900`, it.workspace.id), [['invoice status', 'open', 'paid'], ['invoice paid', '0', '1900']]],
  ['a plan that is not the one paid for', (it) => sql(`UPDATE subscriptions SET plan_version_id = (SELECT id FROM plan_versions WHERE plan = 'pro' LIMIT 1) WHERE workspace_id = $1`, it.workspace.id), [['subscription plan', expect.any(String), expect.any(String)]]],
];

test.each(damages)('%s is found, named with both sides, and healed by asking Stripe again, but not by the run itself', async (_what, damage, expected) => {
  const it = await bought();
  await damage(it);
  const found = await driftsOf(it);
  expect(found).toEqual(expect.arrayContaining(expected));
  expect(await driftsOf(it)).toEqual(found);
  await resyncWorkspace(operator(), { id: it.workspace.id });
  expect(await driftsOf(it)).toEqual([]);
});

test('a purchase that Stripe saw paid and that was not granted is drift, and so is a grant that nobody paid', async () => {
  const it = await bought();
  const open = await purchaseCredits(shop.it.member(it.workspace, { now: new Date(Date.now() + 60_000) }), { pack: 'large' });
  expect(await driftsOf(it)).toEqual([]);
  await shop.it.pay(open.sessionId);
  expect(await driftsOf(it)).toEqual(expect.arrayContaining([['purchase granted', '0', '100000']]));
  expect((await resyncWorkspace(operator(), { id: it.workspace.id })).effect).toEqual(expect.arrayContaining([expect.stringMatching(/^Credits grt_\w+: remaining is 100000$/)]));
  expect(await driftsOf(it)).toEqual([]);
});

test('units that Stripe’s meter never got are drift', async () => {
  const it = await bought();
  const at = new Date(Date.now() - 7_200_000);
  const row = { identifier: `${it.workspace.id}-credits-1-7`, workspaceId: it.workspace.id, meter: 'credits', periodStart: at, periodEnd: at, units: 7n, eventName: 'tollgate_default_credits', occurredAt: at, createdAt: at, sentAt: at };
  await shop.it.database.db.overageReport.create({ data: row });
  expect(await driftsOf(it)).toEqual([['meter tollgate_default_credits units', '7', '0']]);
  await shop.it.stripe.billing.meterEvents.create({ event_name: 'tollgate_default_credits', payload: { stripe_customer_id: it.customer, value: '7' }, timestamp: Math.floor(at.getTime() / 1_000) });
  expect(await driftsOf(it)).toEqual([]);
});

test('a workspace that cannot be compared is drift, and keeps no other from being compared', async () => {
  const it = await bought();
  await sql('UPDATE workspaces SET stripe_customer_id = $2 WHERE id = $1', it.workspace.id, `cus_gone${it.workspace.id}`);
  const result = await run();
  expect(result.details).toEqual([{ workspaceId: it.workspace.id, field: 'customer', ours: `cus_gone${it.workspace.id}`, stripes: 'nothing' }]);
  expect(result.checked).toBeGreaterThan(2);
  await expect(resyncWorkspace(operator(), { id: it.workspace.id })).rejects.toMatchObject({ code: 'conflict' });
  await sql('UPDATE workspaces SET stripe_customer_id = $2 WHERE id = $1', it.workspace.id, it.customer);
});

test('two runs at once are one, a run that died holds nobody up, and only operators start one', async () => {
  const answers = await Promise.allSettled([run(), run(), run()]);
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict' });
  await shop.it.database.db.reconciliation.create({ data: { id: newId('rec', 0), startedAt: new Date(Date.now() - 7_200_000), checked: 0, drifts: 0, details: [] } });
  await run();
  const it = await bought();
  for (const attempt of [() => reconcile(shop.it.member(it.workspace)), () => resyncWorkspace(shop.it.member(it.workspace), { id: it.workspace.id }), () => listReconciliations(shop.it.member(it.workspace), {})]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
  }
});

/** The books of a database of its own, damaged on purpose. */
const books: [string, string, RegExp][] = [
  ['every credit balance is the sum of its movements', 'UPDATE credit_grants SET remaining = remaining + 1', /10001 kept, movements 10000/],
  ['every paid credit purchase was granted once', `UPDATE credit_purchases SET units = units + 1`, /paid 10001 units, granted 10000/],
  ['every paid credit purchase was granted once', `UPDATE credit_purchases SET status = 'expired'`, /no paid purchase/],
  ['no credit purchase is stuck', `UPDATE credit_purchases SET status = 'open', created_at = created_at - interval '3 days'`, /open since/],
  ['what calls took from credits is in the movements', `INSERT INTO credit_entries SELECT 'ent_x', id, 'spent', -3, 'dec_nowhere', now() FROM credit_grants LIMIT 1`, /the ledger says 0 from credits, the movements 3/],
  ['what was used beyond a limit is reported', `INSERT INTO overage_reports (identifier, workspace_id, meter, period_start, period_end, units, event_name, occurred_at, created_at) SELECT id || '-credits-1-9', id, 'credits', now(), now(), 8, 'x', now(), now() - interval '2 days' FROM workspaces LIMIT 1`, /its name says 9 units in all, those up to it are 8|not at Stripe since/],
  ['no change of a subscription is stuck', `INSERT INTO change_intents (id, workspace_id, kind, key, input, status, actor_kind, created_at) SELECT 'int_x', id, 'change', 'x', '{}', 'started', 'job', now() - interval '2 hours' FROM workspaces LIMIT 1`, /change since/],
  ['no mail is stuck', `UPDATE emails SET status = 'failed', last_error = 'no such mailbox'`, /failed after \d+ tries, no such mailbox/],
];

let clean: Bought;
beforeAll(async () => {
  clean = await bought();
});

test.each(books)('npm run verify names it when %s does not hold', async (check, damage, detail) => {
  const verify = async () => (await verifyBooks(shop.it.ctx(), {})).findings.filter((one) => !one.check.includes('event'));
  expect(await shop.it.database.db.creditGrant.count({ where: { workspaceId: clean.workspace.id } })).toBe(1);
  const client = await shop.it.database.sql.connect();
  try {
    await client.query('BEGIN');
    await client.query(damage);
    const sums = { connect: () => Promise.resolve({ query: (text: string) => (/^(BEGIN|COMMIT)/.test(text) ? Promise.resolve({ rows: [] }) : client.query(text)), release: () => {} }) };
    const findings = (await verifyBooks({ sql: sums as never }, {})).findings.filter((one) => one.check === check);
    expect(findings.map((one) => one.detail).join('\n')).toMatch(detail);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
  expect((await verify()).filter((one) => one.check === check)).toEqual([]);
});

test('a database without anything in it has books without differences', async () => {
  const empty = await makeDatabase();
  expect((await verifyBooks(testCtx(empty), {})).findings).toEqual([]);
  await empty.drop();
});
