import { expect, test } from 'vitest';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { getCheckout } from '@/lib/services/subscriptions/get-checkout';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { openShop } from './shop';

const shop = openShop();
/** A minute on: another click, not the same one. */
const later = () => new Date(Date.now() + 60_000);

test('the plan is granted only after payment, and the billing month begins with Stripe’s period', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId, url } = await shop.it.buy(workspace);
  expect(url).toContain(sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect(await shop.it.planOf(workspace)).toBe('free');
  expect(await shop.it.pay(sessionId)).toBe(200);
  await syncSubscription(shop.it.ctx(), { customerId: await shop.it.customerOf(workspace) });
  expect(await shop.it.planOf(workspace)).toBe('starter');
  const { periodAnchor, subscriptions } = await shop.it.copyOf(workspace);
  expect(subscriptions).toMatchObject([{ status: 'active', interval: 'month', currency: 'usd', amountMinor: 1_900, quantity: 1, currentPeriodStart: periodAnchor }]);
  expect(await getCurrentSubscription(shop.it.member(workspace))).toMatchObject({ plan: { id: 'starter' }, status: 'active', access: 'full', interval: 'month', amountMinor: 1_900 });
});

test('a declined card leaves the default plan, and the same page can be paid with another card', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  expect(await shop.it.pay(sessionId, '4000000000000002')).toBe(402);
  expect(await getCheckout(shop.it.member(workspace), { sessionId })).toMatchObject({ status: 'open', applied: false });
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect(await shop.it.planOf(workspace)).toBe('free');
  expect(await shop.it.pay(sessionId)).toBe(200);
  expect(await getCheckout(shop.it.member(workspace), { sessionId })).toMatchObject({ status: 'complete', applied: true });
});

test('the page that the browser returns to applies the purchase when the webhook never came', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  expect(await shop.it.planOf(workspace)).toBe('free');
  expect(await getCheckout(shop.it.member(workspace, { role: 'member' }), { sessionId })).toEqual({ sessionId, status: 'complete', applied: true, plan: { id: 'starter', name: 'Starter' }, trialEnd: null });
  expect(await shop.it.planOf(workspace)).toBe('starter');
});

test('a checkout of another workspace is not there', async () => {
  const [mine, theirs] = [await shop.it.workspace(), await shop.it.workspace()];
  const { sessionId } = await shop.it.buy(theirs);
  await expect(getCheckout(shop.it.member(mine), { sessionId })).rejects.toMatchObject({ code: 'not_found' });
});

test('eight clicks at once open one session, make one customer and leave one audit entry', async () => {
  const workspace = await shop.it.workspace();
  const answers = await Promise.all(Array.from({ length: 8 }, () => shop.it.buy(workspace)));
  expect(new Set(answers.map((answer) => answer.sessionId)).size).toBe(1);
  const sessions = await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(workspace) });
  expect(sessions.data.map((session) => session.id)).toEqual([answers[0]?.sessionId]);
  expect(await shop.it.auditOf(workspace, 'checkout.opened')).toHaveLength(1);
});

test('choosing another plan closes the page that is open for the first', async () => {
  const workspace = await shop.it.workspace();
  const first = await shop.it.buy(workspace, 'starter');
  const second = await shop.it.buy(workspace, 'pro');
  expect(second.sessionId).not.toBe(first.sessionId);
  expect((await shop.it.stripe.checkout.sessions.retrieve(first.sessionId)).status).toBe('expired');
  expect(await shop.it.pay(first.sessionId)).toBe(400);
  expect(await getCheckout(shop.it.member(workspace), { sessionId: first.sessionId })).toMatchObject({ status: 'expired', applied: false });
});

test('an expired page is replaced by a new one', async () => {
  const workspace = await shop.it.workspace();
  const first = await shop.it.buy(workspace);
  await shop.it.stripe.checkout.sessions.expire(first.sessionId);
  const second = await shop.it.buy(workspace, 'starter', { now: later() });
  expect((await shop.it.stripe.checkout.sessions.retrieve(second.sessionId)).status).toBe('open');
});

test('when our commit fails after Stripe opened the session, the retry finds that same session', async () => {
  const workspace = await shop.it.workspace();
  const ctx = shop.it.member(workspace);
  await shop.it.database.sql.query(`ALTER TABLE checkouts ADD CONSTRAINT refuse_open CHECK (status <> 'open' OR workspace_id <> '${workspace.id}') NOT VALID`);
  await expect(changeSubscription(ctx, { plan: 'starter', interval: 'month' })).rejects.toThrow(/refuse_open/);
  await shop.it.database.sql.query('ALTER TABLE checkouts DROP CONSTRAINT refuse_open');
  const orphan = (await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(workspace) })).data;
  expect(orphan).toHaveLength(1);
  for (const now of [new Date(), later()]) {
    expect(await changeSubscription({ ...ctx, now }, { plan: 'starter', interval: 'month' })).toMatchObject({ sessionId: orphan[0]?.id });
  }
});

test('when our commit fails after Stripe opened the session and the buyer changes their mind, that session is closed', async () => {
  const workspace = await shop.it.workspace();
  await shop.it.database.sql.query(`ALTER TABLE checkouts ADD CONSTRAINT refuse_open CHECK (status <> 'open' OR workspace_id <> '${workspace.id}') NOT VALID`);
  await expect(shop.it.buy(workspace)).rejects.toThrow(/refuse_open/);
  await shop.it.database.sql.query('ALTER TABLE checkouts DROP CONSTRAINT refuse_open');
  const { sessionId } = await shop.it.buy(workspace, 'pro');
  const open = await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(workspace), status: 'open' });
  expect(open.data.map((session) => session.id)).toEqual([sessionId]);
});

test('coming back later to a page that is still open answers that same page', async () => {
  const workspace = await shop.it.workspace();
  const first = await shop.it.buy(workspace);
  expect(await shop.it.buy(workspace, 'starter', { now: later() })).toEqual(first);
});

test('eight plans clicked at once leave one page open', async () => {
  const workspace = await shop.it.workspace();
  const answers = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => shop.it.buy(workspace, i % 2 ? 'pro' : 'starter')));
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as { code?: string }).code] : []));
  expect(refused.every((code) => code === 'conflict')).toBe(true);
  expect(refused.length).toBeLessThan(8);
  const open = await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(workspace), status: 'open' });
  expect(open.data).toHaveLength(1);
});

test('a workspace with a subscription is refused a second one, also before any webhook came', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  await expect(shop.it.buy(workspace, 'starter', { now: later() })).rejects.toMatchObject({ code: 'already_subscribed', status: 409 });
  await expect(shop.it.buy(workspace, 'pro')).rejects.toMatchObject({ code: 'stale_preview', status: 409 });
  expect(await shop.it.planOf(workspace)).toBe('starter');
});

test.each([
  ['free', 'month', '/plan'],
  ['enterprise', 'month', '/plan'],
  ['no_such_plan', 'month', '/plan'],
  ['constructor', 'month', '/plan'],
] as const)('plan %s is not for sale, and the answer names the field', async (plan, interval, pointer) => {
  const workspace = await shop.it.workspace();
  await expect(changeSubscription(shop.it.member(workspace), { plan, interval })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer }] } });
  expect(await shop.it.database.db.checkout.count({ where: { workspaceId: workspace.id } })).toBe(0);
});

test('a plain member cannot buy', async () => {
  const workspace = await shop.it.workspace();
  await expect(changeSubscription(shop.it.member(workspace, { role: 'member' }), { plan: 'starter', interval: 'month' })).rejects.toMatchObject({ code: 'forbidden' });
});

test('the trial is given to the first subscription of a workspace and to no later one', async () => {
  const workspace = await shop.it.workspace();
  const first = await shop.it.buy(workspace, 'pro');
  await shop.it.pay(first.sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const before = await shop.it.copyOf(workspace);
  expect(before.subscriptions).toMatchObject([{ status: 'trialing' }]);
  expect(before.periodAnchor).toEqual(before.subscriptions[0]?.currentPeriodStart);
  await shop.it.stripe.subscriptions.cancel(before.subscriptions[0]?.stripeSubscriptionId ?? '');
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const second = await shop.it.buy(workspace, 'pro');
  await shop.it.pay(second.sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect((await shop.it.copyOf(workspace)).subscriptions.map((row) => row.status).sort()).toEqual(['active', 'canceled']);
});

test('a customer that Stripe lost is replaced at the next purchase', async () => {
  const workspace = await shop.it.workspace();
  await shop.it.database.db.workspace.update({ where: { id: workspace.id }, data: { stripeCustomerId: 'cus_of_another_account' } });
  const { sessionId } = await shop.it.buy(workspace);
  expect(await shop.it.pay(sessionId)).toBe(200);
  expect(await getCheckout(shop.it.member(workspace), { sessionId })).toMatchObject({ applied: true });
});
