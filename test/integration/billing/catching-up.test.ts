import { beforeAll, expect, test } from 'vitest';
import { catchUpEvents } from '@/lib/services/inbound-events/catch-up-events';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { openShop } from './shop';

const shop = openShop();

beforeAll(async () => {
  await shop.it.control('webhooks', { drop: true });
  await shop.it.stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['*'] });
});

test('every event that was never delivered is stored and applied by the catch-up, once', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  const customer = await shop.it.customerOf(workspace);
  await shop.it.database.db.checkout.updateMany({ data: { status: 'expired' } });
  const first = await catchUpEvents(shop.it.ctx());
  expect(first.stored).toBeGreaterThan(10);
  expect(first.synced).toBe(0);
  await shop.it.work();
  expect(await shop.it.planOf(workspace)).toBe('starter');
  const rows = await shop.it.database.db.inboundEvent.findMany({ where: { customerId: customer } });
  expect(rows.map((row) => row.id).sort()).toEqual((await shop.it.eventsOf(customer)).filter((event) => rows.some((row) => row.id === event.id)).map((event) => event.id).sort());
  expect((await catchUpEvents(shop.it.ctx())).stored).toBe(0);
});

test('a payment whose events are lost for good is found through its open checkout', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  await catchUpEvents(shop.it.ctx());
  expect(await shop.it.planOf(workspace)).toBe('starter');
});

test('a cancellation whose event is lost for good is found, because live subscriptions are asked about in turn', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const [subscription] = (await shop.it.stripe.subscriptions.list({ customer: await shop.it.customerOf(workspace) })).data;
  await shop.it.stripe.subscriptions.cancel(subscription?.id ?? '');
  await catchUpEvents(shop.it.ctx());
  expect(await shop.it.planOf(workspace)).toBe('free');
});

test('one workspace that cannot be compared keeps no other waiting, and the run says so', async () => {
  const [broken, healthy] = [await shop.it.workspace(), await shop.it.workspace()];
  for (const workspace of [broken, healthy]) await shop.it.pay((await shop.it.buy(workspace)).sessionId);
  await shop.it.database.sql.query(`ALTER TABLE workspaces ADD CONSTRAINT broken CHECK (id <> '${broken.id}' OR plan_version_id = '${broken.planVersionId}')`);
  await expect(catchUpEvents(shop.it.ctx())).rejects.toThrow(/^1 of \d+ workspaces could not be compared/);
  await shop.it.database.sql.query('ALTER TABLE workspaces DROP CONSTRAINT broken');
  expect(await shop.it.planOf(healthy)).toBe('starter');
  await catchUpEvents(shop.it.ctx());
  expect(await shop.it.planOf(broken)).toBe('starter');
});
