import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { catchUpEvents } from '@/lib/services/inbound-events/catch-up-events';
import { getCreditPurchase } from '@/lib/services/credits/get-credit-purchase';
import { getCredits } from '@/lib/services/credits/get-credits';
import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey } from '@/test/harness';
import { meterOf, question } from '@/test/integration/usage/meter';
import { openShop } from './shop';

const shop = openShop('ux-flow');
type Workspace = Awaited<ReturnType<ReturnType<typeof openShop>['it']['workspace']>>;

const later = () => new Date(Date.now() + 60_000);
const buyPack = (workspace: Workspace, pack = 'small', options: Parameters<typeof shop.it.member>[1] = {}) => purchaseCredits(shop.it.member(workspace, options), { pack });
const credits = (workspace: Workspace) => getCredits(shop.it.member(workspace));
const grantsOf = (workspace: Workspace) => shop.it.database.db.creditGrant.findMany({ where: { workspaceId: workspace.id } });
const mailsOf = (workspace: Workspace) => shop.it.database.db.email.findMany({ where: { workspaceId: workspace.id, kind: 'credits_bought' } });
const findings = async () => (await verifyBooks(shop.it.ctx(), {})).findings;
/** A pack that is bought and paid. */
const bought = async (pack = 'small') => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await buyPack(workspace, pack);
  await shop.it.pay(sessionId);
  await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id });
  return { workspace, sessionId };
};
/** The same list in another order, the same one for the same seed. */
const shuffled = <T>(items: T[], seed: number): T[] =>
  items.map((item, i) => ({ item, key: Math.imul(seed * 7919 + i * 104729 + 1, 2654435761) >>> 0 })).sort((a, b) => a.key - b.key).map(({ item }) => item);

test('a pack is granted only after it is paid, with an invoice and one mail', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId, url } = await buyPack(workspace);
  expect(url).toContain(sessionId);
  await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id });
  expect((await credits(workspace)).balance).toBe(0);
  expect(await shop.it.pay(sessionId)).toBe(200);
  expect(await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id })).toBe(1);
  const view = await credits(workspace);
  expect(view).toMatchObject({ meter: { id: 'credits' }, balance: 100, plan: { limit: 10, used: 0, remaining: 10 }, grants: [{ source: 'pack', units: 100, remaining: 100, expiresAt: null }], entries: [{ kind: 'granted', units: 100 }] });
  expect(view.packs.map((pack) => [pack.id, pack.units, pack.formatted])).toEqual([['small', 100, '$10.00'], ['medium', 500, '$40.00'], ['large', 1_000, '$70.00']]);
  const purchase = await shop.it.database.db.creditPurchase.findUniqueOrThrow({ where: { stripeSessionId: sessionId } });
  expect(await shop.it.stripe.invoices.retrieve(purchase.stripeInvoiceId ?? '')).toMatchObject({ status: 'paid', total: 1_000 });
  expect((await mailsOf(workspace)).map((mail) => [mail.key, mail.data])).toEqual([[`credits_bought:${sessionId}`, { amountMinor: 1_000, currency: 'usd', units: 100, unit: 'credits', balance: 100 }]]);
});

test('what was bought is spent by the calls that the plan no longer covers', async () => {
  const { workspace } = await bought();
  const { key } = await makeApiKey(shop.it.database, workspace.id);
  const calls = await Promise.all(Array.from({ length: 3 }, () => question(key, 'POST /agents/visual/interpretImage')));
  expect((await meterOf(shop.it.database, 'ux-flow')(calls)).map((one) => one.allowed)).toEqual([true, true, true]);
  const view = await credits(workspace);
  expect(view).toMatchObject({ balance: 95, plan: { used: 10, remaining: 0 } });
  expect(view.entries.map(({ kind, units }) => [kind, units]).toSorted()).toEqual([['granted', 10], ['granted', 100], ['spent', -5], ['spent', -5], ['spent', -5]]);
  expect(await findings()).toEqual([]);
});

test.each([1, 2, 3])('every event of a purchase delivered five times in any order (seed %i) and the return page at once grant once', async (seed) => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await buyPack(workspace);
  await shop.it.pay(sessionId);
  const events = await shop.it.eventsOf(await shop.it.customerOf(workspace));
  expect(events.map((event) => event.type)).toContain('checkout.session.completed');
  const returning = Array.from({ length: 4 }, () => getCreditPurchase(shop.it.member(workspace), { sessionId }));
  for (const event of shuffled(Array.from({ length: 5 }, () => events).flat(), seed)) await shop.it.deliver(event);
  const [pages] = await Promise.all([Promise.all(returning), shop.it.work(), shop.it.work()]);
  expect(new Set(pages.map((page) => page.status))).toEqual(new Set(['paid']));
  await Promise.all([catchUpEvents(shop.it.ctx()), settlePurchases(shop.it.ctx(), { workspaceId: workspace.id })]);
  expect([(await credits(workspace)).balance, (await grantsOf(workspace)).length, (await mailsOf(workspace)).length]).toEqual([100, 1, 1]);
  expect(await shop.it.auditOf(workspace, 'credits.granted')).toHaveLength(1);
});

test('eight clicks at once open one session; the same pack later answers it again, another pack has its own', async () => {
  const workspace = await shop.it.workspace();
  const answers = await Promise.all(Array.from({ length: 8 }, () => buyPack(workspace)));
  expect(new Set(answers.map((answer) => answer.sessionId)).size).toBe(1);
  expect((await buyPack(workspace, 'small', { now: later() })).sessionId).toBe(answers[0]?.sessionId);
  expect((await buyPack(workspace, 'large')).sessionId).not.toBe(answers[0]?.sessionId);
  const sessions = await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(workspace) });
  expect(sessions.data).toHaveLength(2);
  expect(await shop.it.auditOf(workspace, 'credits.checkout_opened')).toHaveLength(2);
});

test('a pack can be bought again once it was paid, and each is granted', async () => {
  const { workspace, sessionId } = await bought();
  const again = await buyPack(workspace, 'small', { now: later() });
  expect(again.sessionId).not.toBe(sessionId);
  await shop.it.pay(again.sessionId);
  expect(await getCreditPurchase(shop.it.member(workspace, { role: 'member' }), { sessionId: again.sessionId })).toEqual({ sessionId: again.sessionId, status: 'paid', units: 100, meter: 'credits' });
  expect((await credits(workspace)).balance).toBe(200);
});

test('paying before asking again is noticed, so that the next click is a new purchase and not a paid page', async () => {
  const workspace = await shop.it.workspace();
  const first = await buyPack(workspace);
  await shop.it.pay(first.sessionId);
  const second = await buyPack(workspace, 'small', { now: later() });
  expect(second.sessionId).not.toBe(first.sessionId);
  expect((await credits(workspace)).balance).toBe(100);
});

/** Stripe as it answers while a slow payment is under way: the page is complete, the money is not there. */
const whilePaymentIsSlow = () => {
  const slow = async (...args: Parameters<typeof fetch>) => {
    const answer = await fetch(...args);
    const body = (await answer.text()).replaceAll('"payment_status":"paid"', '"payment_status":"unpaid"').replaceAll('"payment_status": "paid"', '"payment_status": "unpaid"');
    return new Response(body.replaceAll('"status":"succeeded"', '"status":"processing"'), { status: answer.status, headers: answer.headers });
  };
  return new Stripe('sk_test_shop', { host: '127.0.0.1', port: new URL(shop.it.sandboxUrl).port, protocol: 'http', telemetry: false, httpClient: Stripe.createFetchHttpClient(slow) });
};

test('a completed page whose payment is still under way grants nothing until it went through', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await buyPack(workspace);
  await shop.it.pay(sessionId);
  expect(await settlePurchases(shop.it.ctx({ stripe: whilePaymentIsSlow() }), { workspaceId: workspace.id })).toBe(0);
  expect([await grantsOf(workspace), (await shop.it.database.db.creditPurchase.findUniqueOrThrow({ where: { stripeSessionId: sessionId } })).status]).toEqual([[], 'open']);
  expect(await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id })).toBe(1);
});

test('an expired page grants nothing and is replaced', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await buyPack(workspace);
  await shop.it.stripe.checkout.sessions.expire(sessionId);
  expect(await getCreditPurchase(shop.it.member(workspace), { sessionId })).toMatchObject({ status: 'expired' });
  expect((await buyPack(workspace, 'small', { now: later() })).sessionId).not.toBe(sessionId);
  expect(await grantsOf(workspace)).toEqual([]);
});

test('a declined card grants nothing, and the same page can be paid with another', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await buyPack(workspace);
  expect(await shop.it.pay(sessionId, '4000000000000002')).toBe(402);
  expect(await getCreditPurchase(shop.it.member(workspace), { sessionId })).toMatchObject({ status: 'open' });
  expect(await shop.it.pay(sessionId)).toBe(200);
  expect(await getCreditPurchase(shop.it.member(workspace), { sessionId })).toMatchObject({ status: 'paid' });
});

test('when our commit fails after Stripe opened the session, the retry finds that same session', async () => {
  const workspace = await shop.it.workspace();
  await shop.it.database.sql.query(`ALTER TABLE credit_purchases ADD CONSTRAINT refuse_open CHECK (status <> 'open' OR workspace_id <> '${workspace.id}') NOT VALID`);
  await expect(buyPack(workspace)).rejects.toThrow(/refuse_open/);
  await shop.it.database.sql.query('ALTER TABLE credit_purchases DROP CONSTRAINT refuse_open');
  const [orphan] = (await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(workspace) })).data;
  expect((await buyPack(workspace)).sessionId).toBe(orphan?.id);
});

test('a session that was paid although its answer never reached us is found by what it says of itself', async () => {
  const workspace = await shop.it.workspace();
  await shop.it.database.sql.query(`ALTER TABLE credit_purchases ADD CONSTRAINT refuse_open CHECK (status <> 'open' OR workspace_id <> '${workspace.id}') NOT VALID`);
  await expect(buyPack(workspace)).rejects.toThrow(/refuse_open/);
  await shop.it.database.sql.query('ALTER TABLE credit_purchases DROP CONSTRAINT refuse_open');
  const [orphan] = (await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(workspace) })).data;
  await shop.it.pay(orphan?.id ?? '');
  await settlePurchases(shop.it.ctx({ now: new Date(Date.now() + 600_000) }), { workspaceId: workspace.id });
  expect((await credits(workspace)).balance).toBe(100);
});

test('when the grant cannot be written nothing of the purchase is, and the next try writes all of it once', async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await buyPack(workspace);
  await shop.it.pay(sessionId);
  await shop.it.database.sql.query(`ALTER TABLE emails ADD CONSTRAINT refuse_mail CHECK (workspace_id <> '${workspace.id}' OR kind <> 'credits_bought') NOT VALID`);
  await expect(settlePurchases(shop.it.ctx(), { workspaceId: workspace.id })).rejects.toThrow(/refuse_mail/);
  await shop.it.database.sql.query('ALTER TABLE emails DROP CONSTRAINT refuse_mail');
  expect(await grantsOf(workspace)).toEqual([]);
  await settlePurchases(shop.it.ctx(), { workspaceId: workspace.id });
  expect([(await credits(workspace)).balance, (await mailsOf(workspace)).length]).toEqual([100, 1]);
});

test('who may not buy is refused, an unknown pack names the field, and another workspace’s purchase is not there', async () => {
  const [mine, theirs] = [await shop.it.workspace(), await shop.it.workspace()];
  await expect(buyPack(mine, 'small', { role: 'member' })).rejects.toMatchObject({ code: 'forbidden' });
  for (const pack of ['huge', 'constructor', '__proto__']) await expect(buyPack(mine, pack)).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '/pack' }] } });
  const { sessionId } = await buyPack(theirs);
  await expect(getCreditPurchase(shop.it.member(mine), { sessionId })).rejects.toMatchObject({ code: 'not_found' });
});
