import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { newId } from '@/lib/domain/ids';
import { clawBack } from '@/lib/services/credits/claw-back';
import { getCredits } from '@/lib/services/credits/get-credits';
import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { inTransaction } from '@/lib/services/in-transaction';
import { catchUpEvents } from '@/lib/services/inbound-events/catch-up-events';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey } from '@/test/harness';
import { meterOf, question } from '@/test/integration/usage/meter';
import { openShop } from './shop';

const shop = openShop('ux-flow');
type Workspace = Awaited<ReturnType<ReturnType<typeof openShop>['it']['workspace']>>;

const buyPack = (workspace: Workspace, options: Parameters<typeof shop.it.member>[1] = {}) => purchaseCredits(shop.it.member(workspace, options), { pack: 'small' });
const credits = (workspace: Workspace) => getCredits(shop.it.member(workspace));
const findings = async () => (await verifyBooks(shop.it.ctx(), {})).findings;
/** A pack that is bought and paid. */
const bought = async (card?: string) => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await buyPack(workspace);
  await shop.it.pay(sessionId, card);
  await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id });
  const { paymentIntentId } = await shop.it.database.db.creditPurchase.findUniqueOrThrow({ where: { stripeSessionId: sessionId } });
  return { workspace, paymentIntentId: paymentIntentId ?? '' };
};

test('a refund takes its share of the units back, as far as they are still there, once however often it is told', async () => {
  const { workspace, paymentIntentId } = await bought();
  await shop.it.stripe.refunds.create({ payment_intent: paymentIntentId, amount: 250 });
  const deliverAll = async () => {
    for (const event of await shop.it.eventsOf(await shop.it.customerOf(workspace))) await shop.it.deliver({ ...event, id: newId('req', Date.now()).replace('req_', 'evt_') });
    await shop.it.work();
  };
  await deliverAll();
  await deliverAll();
  expect(await credits(workspace)).toMatchObject({ balance: 75, entries: [{ kind: 'refunded', units: -25 }, { kind: 'granted', units: 100 }] });
  const { key } = await makeApiKey(shop.it.database, workspace.id);
  await meterOf(shop.it.database, 'ux-flow')(await Promise.all(Array.from({ length: 10 }, () => question(key, 'POST /agents/visual/interpretImage'))));
  await shop.it.stripe.refunds.create({ payment_intent: paymentIntentId, amount: 750 });
  await deliverAll();
  expect((await credits(workspace)).balance).toBe(0);
  expect((await shop.it.auditOf(workspace, 'credits.taken_back')).map((entry) => entry.after)).toMatchObject([{ taken: 25, alreadySpent: 0 }, { taken: 35, alreadySpent: 40 }]);
  expect(await findings()).toEqual([]);
});

test('a refund that fails at the bank gives back the units that it took', async () => {
  const { workspace, paymentIntentId } = await bought('pm_card_refundFail');
  await shop.it.stripe.refunds.create({ payment_intent: paymentIntentId, amount: 250 });
  await catchUpEvents(shop.it.ctx());
  expect((await credits(workspace)).balance).toBe(75);
  await shop.it.control('time/advance', { seconds: 7 * 86_400 });
  for (let time = 0; time < 2; time += 1) await catchUpEvents(shop.it.ctx());
  expect(await credits(workspace)).toMatchObject({ balance: 100, entries: [{ kind: 'restored', units: 25 }, { kind: 'refunded', units: -25 }, { kind: 'granted', units: 100 }] });
  expect(await findings()).toEqual([]);
});

test('a refund that was never told takes its units back when Stripe is asked again, long after', async () => {
  const { workspace, paymentIntentId } = await bought();
  await shop.it.stripe.refunds.create({ payment_intent: paymentIntentId, amount: 250 });
  for (let time = 0; time < 2; time += 1) await catchUpEvents(shop.it.ctx({ now: new Date(Date.now() + 60 * 86_400_000) }));
  expect(await credits(workspace)).toMatchObject({ balance: 75, entries: [{ kind: 'refunded', units: -25 }, { kind: 'granted', units: 100 }] });
});

const disputed = async (terms: object = {}) => {
  const { workspace, paymentIntentId } = await bought();
  await shop.it.control('disputes', { payment_intent: paymentIntentId, ...terms });
  const [dispute] = (await shop.it.stripe.disputes.list({ payment_intent: paymentIntentId })).data;
  return { workspace, paymentIntentId, move: (status: string) => shop.it.control(`disputes/${dispute?.id ?? ''}`, { status }) };
};
const asked = (workspace: Workspace) => inTransaction(shop.it.ctx(), (tx) => clawBack({ ...tx, workspaceId: workspace.id })).then(() => credits(workspace)).then((view) => view.balance);

test('a dispute takes only the share that is disputed, with what was refunded before, and gives it back when it is won', async () => {
  const { workspace, paymentIntentId, move } = await disputed({ amount: 300 });
  expect(await asked(workspace)).toBe(70);
  await shop.it.stripe.refunds.create({ payment_intent: paymentIntentId, amount: 200 });
  expect(await asked(workspace)).toBe(50);
  await move('won');
  expect(await asked(workspace)).toBe(80);
  expect(await findings()).toEqual([]);
});

test('a lost dispute keeps what it took, and takes no more than was paid when a refund went out too', async () => {
  const { workspace, paymentIntentId, move } = await disputed();
  await shop.it.stripe.refunds.create({ payment_intent: paymentIntentId, amount: 200 });
  await move('lost');
  expect([await asked(workspace), await asked(workspace)]).toEqual([0, 0]);
  expect((await shop.it.database.db.creditPurchase.findFirstOrThrow({ where: { paymentIntentId } })).refundedMinor).toBe(1_000);
});

test('an inquiry and a dispute that was prevented take nothing; an inquiry that becomes a dispute does', async () => {
  const [asking, prevented] = [await disputed({ status: 'warning_needs_response' }), await disputed({ status: 'prevented' })];
  expect([await asked(asking.workspace), await asked(prevented.workspace)]).toEqual([100, 100]);
  await asking.move('needs_response');
  expect(await asked(asking.workspace)).toBe(0);
});

/** Stripe, with a note of each call and of how many meters were locked while it was made. */
const watched = () => {
  const calls: { path: string; locked: number }[] = [];
  const noting = async (...[input, init]: Parameters<typeof fetch>) => {
    const { rowCount } = await shop.it.database.sql.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 4801 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    calls.push({ path: new URL(input instanceof Request ? input.url : input).pathname, locked: rowCount ?? 0 });
    return fetch(input, init);
  };
  const stripe = new Stripe('sk_test_shop', { host: '127.0.0.1', port: new URL(shop.it.sandboxUrl).port, protocol: 'http', telemetry: false, httpClient: Stripe.createFetchHttpClient(noting) });
  return { stripe, calls };
};

test('what became of many packs is read by one call to Stripe, before the meter is locked', async () => {
  const { workspace } = await bought();
  for (let time = 0; time < 3; time += 1) {
    const { sessionId } = await buyPack(workspace, { now: new Date(Date.now() + 60_000) });
    await shop.it.pay(sessionId);
    await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id });
  }
  const rows = await shop.it.database.db.creditPurchase.findMany({ where: { workspaceId: workspace.id } });
  for (const { paymentIntentId } of rows) await shop.it.stripe.refunds.create({ payment_intent: paymentIntentId ?? '', amount: 250 });
  const { stripe, calls } = watched();
  expect(await inTransaction(shop.it.ctx({ stripe }), (tx) => clawBack({ ...tx, workspaceId: workspace.id }))).toBe(100);
  expect(calls).toEqual([{ path: '/v1/charges', locked: 0 }]);
});
