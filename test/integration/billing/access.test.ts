import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';
import { openShop } from './shop';

const shop = openShop();
const daysOn = (days: number) => new Date(Date.now() + days * 86_400_000);

/** Stripe, but every active subscription is said to have this status. */
const stripeSaying = (status: string): Stripe => {
  const rewritten = async (...args: Parameters<typeof fetch>) => {
    const answer = await fetch(...args);
    const body = (await answer.text()).replaceAll(/"status":\s*"active"/g, `"status": "${status}"`);
    return new Response(body, { status: answer.status, headers: { 'content-type': 'application/json' } });
  };
  return new Stripe('sk_test_saying', { host: '127.0.0.1', port: new URL(shop.it.sandboxUrl).port, protocol: 'http', telemetry: false, httpClient: Stripe.createFetchHttpClient(rewritten) });
};

const subscribed = async () => {
  const workspace = await shop.it.workspace();
  await shop.it.pay((await shop.it.buy(workspace)).sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const sync = (status: string, now = new Date()) => syncSubscription(shop.it.ctx({ stripe: stripeSaying(status), now }), { workspaceId: workspace.id });
  return { workspace, sync };
};

test('a late payment keeps the plan for fourteen days, then falls back, and paying brings it back with what was used', async () => {
  const { workspace, sync } = await subscribed();
  const { periodAnchor } = await shop.it.copyOf(workspace);
  await sync('past_due');
  expect(await shop.it.planOf(workspace)).toBe('starter');
  expect(await getCurrentSubscription(shop.it.member(workspace))).toMatchObject({ status: 'past_due', access: 'grace' });
  await sync('past_due', daysOn(13.9));
  expect(await shop.it.planOf(workspace)).toBe('starter');
  await sync('past_due', daysOn(14.1));
  expect(await shop.it.copyOf(workspace)).toMatchObject({ periodAnchor });
  expect(await shop.it.planOf(workspace)).toBe('free');
  await sync('active', daysOn(15));
  expect(await shop.it.planOf(workspace)).toBe('starter');
  expect(await shop.it.copyOf(workspace)).toMatchObject({ periodAnchor, subscriptions: [{ pastDueSince: null }] });
});

test.each(['unpaid', 'paused'])('a subscription that is %s gives the default plan and keeps its billing months', async (status) => {
  const { workspace, sync } = await subscribed();
  const { periodAnchor } = await shop.it.copyOf(workspace);
  await sync(status);
  expect(await shop.it.planOf(workspace)).toBe('free');
  expect(await shop.it.copyOf(workspace)).toMatchObject({ periodAnchor, subscriptions: [{ status }] });
});

test('a status that is not known here stops the sync and changes nothing', async () => {
  const { workspace, sync } = await subscribed();
  const before = await shop.it.copyOf(workspace);
  await expect(sync('dormant')).rejects.toThrow(/dormant/);
  expect(await shop.it.copyOf(workspace)).toEqual(before);
});

test('a subscription that replaced another while nobody looked is taken over in one sync', async () => {
  const { workspace } = await subscribed();
  const customer = await shop.it.customerOf(workspace);
  const [old] = (await shop.it.stripe.subscriptions.list({ customer })).data;
  await shop.it.stripe.subscriptions.cancel(old?.id ?? '');
  const version = await currentPlanVersion(shop.it.ctx(), 'pro');
  const { stripePriceId } = await shop.it.database.db.stripePrice.findFirstOrThrow({ where: { planVersionId: version.id, interval: 'year' } });
  const session = await shop.it.stripe.checkout.sessions.create({ mode: 'subscription', customer, line_items: [{ price: stripePriceId, quantity: 1 }], success_url: 'http://localhost/done' });
  await shop.it.pay(session.id);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  expect(await shop.it.planOf(workspace)).toBe('pro');
  expect((await shop.it.copyOf(workspace)).subscriptions.map((row) => [row.status, row.interval]).sort()).toEqual([['active', 'year'], ['canceled', 'month']]);
});
