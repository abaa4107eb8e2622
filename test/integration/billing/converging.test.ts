import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { applyInboundEvent } from '@/lib/services/inbound-events/apply-inbound-event';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import type { Plan } from '@/lib/domain/catalog';
import { openShop } from './shop';

const shop = openShop();

const bought = async (plan = 'starter') => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace, plan);
  await shop.it.pay(sessionId);
  return { workspace, customer: await shop.it.customerOf(workspace) };
};

const liveOf = async (customer: string) => {
  const [subscription] = (await shop.it.stripe.subscriptions.list({ customer })).data;
  if (!subscription) throw new Error('there is no live subscription');
  return subscription;
};

/** The same list in another order, the same one for the same seed. */
const shuffled = <T>(items: T[], seed: number): T[] =>
  items
    .map((item, i) => ({ item, key: Math.imul(seed * 7919 + i * 104729 + 1, 2654435761) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

test.each([1, 2, 3])('ten deliveries of every event in any order (seed %i) end where asking Stripe ends', async (seed) => {
  const { workspace, customer } = await bought();
  const subscription = await liveOf(customer);
  if (seed > 1) await shop.it.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  if (seed > 2) await shop.it.stripe.subscriptions.cancel(subscription.id);
  const events = await shop.it.eventsOf(customer);
  expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['customer.subscription.created', 'invoice.paid', 'checkout.session.completed']));
  const deliveries = shuffled(Array.from({ length: 10 }, () => events).flat(), seed);
  for (const [i, event] of deliveries.entries()) {
    await shop.it.deliver(event);
    if (i % 40 === 0) await shop.it.work();
  }
  await shop.it.work();
  const byEvents = await shop.it.copyOf(workspace);
  await syncSubscription(shop.it.ctx(), { customerId: customer });
  expect(await shop.it.copyOf(workspace)).toEqual(byEvents);
  expect(await shop.it.planOf(workspace)).toBe(seed > 2 ? 'free' : 'starter');
  expect(byEvents.subscriptions).toMatchObject([{ stripeSubscriptionId: subscription.id, status: seed > 2 ? 'canceled' : 'active' }]);
  expect(await shop.it.database.db.inboundEvent.count({ where: { customerId: customer, status: 'received' } })).toBe(0);
  expect(await shop.it.auditOf(workspace, 'workspace.plan_changed')).toHaveLength(1);
});

test('a cancellation at the period’s end is shown as pending and can be undone', async () => {
  const { workspace, customer } = await bought();
  const subscription = await liveOf(customer);
  await shop.it.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const pending = await getCurrentSubscription(shop.it.member(workspace));
  expect(pending).toMatchObject({ status: 'active', access: 'full', cancelAt: pending.period.end });
  await shop.it.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect((await getCurrentSubscription(shop.it.member(workspace))).cancelAt).toBeNull();
});

test('a subscription that was ended at Stripe falls back to the default plan, whose quotas go on with the month that was begun', async () => {
  const { workspace, customer } = await bought();
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const { periodAnchor } = await shop.it.copyOf(workspace);
  await shop.it.stripe.subscriptions.cancel((await liveOf(customer)).id);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect(await shop.it.planOf(workspace)).toBe('free');
  expect((await shop.it.copyOf(workspace)).periodAnchor).toEqual(periodAnchor);
  expect(await getCurrentSubscription(shop.it.member(workspace))).toMatchObject({ plan: { id: 'free' }, status: 'canceled', access: 'none', amountMinor: null });
});

test('a sync that read Stripe earlier never undoes one that read it later', async () => {
  const { workspace, customer } = await bought();
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const subscription = await liveOf(customer);
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  let hasRead = (): void => {};
  const read = new Promise<void>((resolve) => (hasRead = resolve));
  const slowly = async (...args: Parameters<typeof fetch>) => {
    const answer = await fetch(...args);
    hasRead();
    await gate;
    return answer;
  };
  const slow = new Stripe('sk_test_slow', { host: '127.0.0.1', port: new URL(shop.it.sandboxUrl).port, protocol: 'http', telemetry: false, httpClient: Stripe.createFetchHttpClient(slowly) });
  const older = syncSubscription(shop.it.ctx({ stripe: slow }), { workspaceId: workspace.id });
  await read;
  await shop.it.stripe.subscriptions.cancel(subscription.id);
  const newer = syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  open();
  await Promise.all([older, newer]);
  expect(await shop.it.planOf(workspace)).toBe('free');
  expect((await shop.it.copyOf(workspace)).subscriptions).toMatchObject([{ status: 'canceled' }]);
});

test('of two paid sessions one subscription stays; the other is canceled and recorded, by however many syncs at once', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  const customer = await shop.it.customerOf(workspace);
  const version = await currentPlanVersion(shop.it.ctx(), 'starter');
  const { stripePriceId } = await shop.it.database.db.stripePrice.findFirstOrThrow({ where: { planVersionId: version.id, interval: 'year' } });
  const second = await shop.it.stripe.checkout.sessions.create({ mode: 'subscription', customer, line_items: [{ price: stripePriceId, quantity: 1 }], success_url: 'http://localhost/done' });
  await shop.it.pay(sessionId);
  await shop.it.pay(second.id);
  const [newest, oldest] = (await shop.it.stripe.subscriptions.list({ customer })).data;
  await Promise.all([1, 2, 3].map(() => syncSubscription(shop.it.ctx(), { workspaceId: workspace.id })));
  const live = (await shop.it.stripe.subscriptions.list({ customer })).data;
  const kept = live.map((one) => one.id);
  expect(kept).toHaveLength(1);
  expect([newest?.id, oldest?.id]).toContain(kept[0]);
  const { subscriptions } = await shop.it.copyOf(workspace);
  expect(subscriptions.map((row) => row.status).sort()).toEqual(['active', 'canceled']);
  expect(await shop.it.auditOf(workspace, 'subscription.duplicate_canceled')).toMatchObject([{ after: { kept: kept[0] } }]);
});

test('a payment that opens a subscription closes every other page that could sell a second one', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  const customer = await shop.it.customerOf(workspace);
  const { stripePriceId } = await shop.it.database.db.stripePrice.findFirstOrThrow();
  const second = await shop.it.stripe.checkout.sessions.create({ mode: 'subscription', customer, line_items: [{ price: stripePriceId, quantity: 1 }], success_url: 'http://localhost/done' });
  await shop.it.pay(sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect((await shop.it.stripe.checkout.sessions.retrieve(second.id)).status).toBe('expired');
  expect(await shop.it.database.db.checkout.findFirst({ where: { stripeSessionId: sessionId } })).toMatchObject({ status: 'complete' });
});

test('when Stripe does not know the customer, what was bought stays', async () => {
  const { workspace } = await bought();
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  await shop.it.database.db.workspace.update({ where: { id: workspace.id }, data: { stripeCustomerId: `cus_gone_${workspace.id}` } });
  expect(await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id })).toEqual({ kind: 'unknown_customer' });
  expect(await shop.it.planOf(workspace)).toBe('starter');
});

test('a customer deleted at Stripe falls back to the default plan', async () => {
  const { workspace, customer } = await bought();
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  await shop.it.stripe.customers.del(customer);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect(await shop.it.planOf(workspace)).toBe('free');
});

test('a subscription to something that is not ours is left alone and grants nothing', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  const customer = await shop.it.customerOf(workspace);
  await shop.it.stripe.checkout.sessions.expire(sessionId);
  const product = await shop.it.stripe.products.create({ name: 'A newspaper' });
  const price = await shop.it.stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 500, recurring: { interval: 'month' } });
  const session = await shop.it.stripe.checkout.sessions.create({ mode: 'subscription', customer, line_items: [{ price: price.id, quantity: 1 }], success_url: 'http://localhost/done' });
  await shop.it.pay(session.id);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect(await shop.it.planOf(workspace)).toBe('free');
  expect((await liveOf(customer)).status).toBe('active');
});

test('a plan sold under new terms leaves earlier subscribers on theirs, also after every later sync', async () => {
  const { workspace } = await bought('pro');
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const before = await shop.it.copyOf(workspace);
  const base = shop.it.ctx();
  const catalog = { ...base.catalog, plans: { ...base.catalog.plans, pro: { ...(base.catalog.plans['pro'] as Plan), prices: { usd: { month: 9_900, year: 99_000 } } } } };
  const dearer = { ...base, catalog };
  await writeCatalog(dearer);
  await pushCatalog(dearer, {});
  await syncSubscription(dearer, { workspaceId: workspace.id });
  expect(await shop.it.copyOf(workspace)).toEqual(before);
  expect((await currentPlanVersion(dearer, 'pro')).version).toBe(2);
  await writeCatalog(base);
  await pushCatalog(base, {});
});

test('when our write fails, the event is not applied, and the next try applies all of it', async () => {
  const { workspace, customer } = await bought();
  const event = (await shop.it.eventsOf(customer)).find((one) => one.type === 'customer.subscription.created');
  await shop.it.deliver(event);
  await shop.it.database.sql.query(`ALTER TABLE workspaces ADD CONSTRAINT refuse_plan CHECK (id <> '${workspace.id}' OR plan_version_id = '${workspace.planVersionId}')`);
  await expect(applyInboundEvent(shop.it.ctx(), { id: event?.id ?? '' })).rejects.toThrow(/refuse_plan/);
  expect((await shop.it.copyOf(workspace)).subscriptions).toEqual([]);
  await shop.it.database.sql.query('ALTER TABLE workspaces DROP CONSTRAINT refuse_plan');
  expect(await applyInboundEvent(shop.it.ctx(), { id: event?.id ?? '' })).toEqual({ kind: 'applied' });
  expect(await shop.it.planOf(workspace)).toBe('starter');
});
