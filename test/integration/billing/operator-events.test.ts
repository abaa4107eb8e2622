import { expect, test } from 'vitest';
import type { InboundEventView } from '@/lib/domain/views/billing-view';
import { applyInboundEvent } from '@/lib/services/inbound-events/apply-inbound-event';
import { getInboundEvent } from '@/lib/services/inbound-events/get-inbound-event';
import { listInboundEvents } from '@/lib/services/inbound-events/list-inbound-events';
import { redactPayload } from '@/lib/services/inbound-events/redact-payload';
import { replayInboundEvent } from '@/lib/services/inbound-events/replay-inbound-event';
import { sweepEvents } from '@/lib/services/inbound-events/sweep-events';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { getWorkspace } from '@/lib/services/workspaces/get-workspace';
import { testCtx } from '@/test/harness';
import { openShop } from './shop';

const shop = openShop();
const operator = () => shop.it.ctx({ actor: { kind: 'operator', userId: 'usr_staff', sessionId: 'ses_staff', ip: '127.0.0.1' } });
const rowOf = (id: string) => shop.it.database.db.inboundEvent.findUniqueOrThrow({ where: { id } });
let count = 0;
const about = (customer: string, type = 'customer.subscription.updated') => {
  count += 1;
  return { id: `evt_operator${count}`, object: 'event', api_version: '2026-10-28.endive', created: 1, livemode: false, pending_webhooks: 1, request: null, type, data: { object: { id: 'sub_any', object: 'subscription', customer } } };
};
const bought = async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  return { workspace, customer: await shop.it.customerOf(workspace) };
};
/** An event whose application is refused by the database until the answer is called. */
const poisoned = async () => {
  const { workspace, customer } = await bought();
  const event = about(customer);
  await shop.it.deliver(event);
  await shop.it.database.sql.query(`ALTER TABLE workspaces ADD CONSTRAINT poison${count} CHECK (id <> '${workspace.id}' OR plan_version_id = '${workspace.planVersionId}')`);
  const heal = () => shop.it.database.sql.query(`ALTER TABLE workspaces DROP CONSTRAINT IF EXISTS poison${event.id.replace('evt_operator', '')}`);
  return { event, workspace, heal };
};
const exhaust = async (id: string) => {
  for (let i = 1; i <= 7; i += 1) await expect(applyInboundEvent(shop.it.ctx(), { id })).rejects.toThrow(/poison/);
  expect(await applyInboundEvent(shop.it.ctx(), { id })).toEqual({ kind: 'quarantined' });
};

test('what applying an event changed is on record and can be read as sentences; applying another one that tells nothing new says so', async () => {
  const { workspace, customer } = await bought();
  const [first, second] = [about(customer), about(customer)];
  await shop.it.deliver(first);
  await applyInboundEvent(shop.it.ctx(), { id: first.id });
  const view = await getInboundEvent(operator(), { id: first.id });
  expect(view).toMatchObject({ status: 'applied', workspace: { id: workspace.id }, cause: { object: 'subscription', id: 'sub_any', customerId: customer }, attempts: 1, replays: 0 });
  expect(view.effect).toEqual(expect.arrayContaining(['Plan: plan was free, is starter', expect.stringMatching(/^Subscription sub_\w+: status is active$/)]));
  await shop.it.deliver(second);
  await applyInboundEvent(shop.it.ctx(), { id: second.id });
  expect((await getInboundEvent(operator(), { id: second.id })).effect).toEqual([]);
});

test('of events applied at once only the one that changed something says so', async () => {
  const { customer } = await bought();
  const events = Array.from({ length: 4 }, () => about(customer));
  for (const event of events) await shop.it.deliver(event);
  await Promise.all(events.map((event) => applyInboundEvent(shop.it.ctx(), { id: event.id })));
  const effects = await Promise.all(events.map((event) => getInboundEvent(operator(), { id: event.id }).then((view) => view.effect.length)));
  expect(effects.filter((count) => count > 0)).toHaveLength(1);
});

test('that Stripe cannot answer costs an event none of its eight tries, and it is applied once Stripe is back', async () => {
  const { customer } = await bought();
  const event = about(customer);
  await shop.it.deliver(event);
  const away = () => testCtx(shop.it.database, {});
  for (let i = 0; i < 12; i += 1) await expect(applyInboundEvent(away(), { id: event.id })).rejects.toThrow();
  expect(await rowOf(event.id)).toMatchObject({ status: 'received', attempts: 0 });
  for (const status of [429, 500, 503]) {
    await shop.it.control('faults', { kind: 'before', status, match: { path: '/v1/subscriptions', times: 3 } });
    await expect(applyInboundEvent(shop.it.ctx(), { id: event.id })).rejects.toThrow();
    expect(await rowOf(event.id)).toMatchObject({ status: 'received', attempts: 0 });
    await fetch(`${shop.it.sandboxUrl}/_sandbox/faults`, { method: 'DELETE' });
  }
  expect((await rowOf(event.id)).lastError).not.toBeNull();
  await shop.it.database.sql.query('DELETE FROM graphile_worker._private_jobs WHERE key = $1', [`event:${event.id}`]);
  await sweepEvents(shop.it.ctx({ now: new Date(Date.now() + 120_000) }));
  await shop.it.work();
  expect(await rowOf(event.id)).toMatchObject({ status: 'applied', attempts: 1, lastError: null });
});

test('an event that was set aside gets one more try by an operator, which is on record; failing again sets it aside again', async () => {
  const { event, workspace, heal } = await poisoned();
  await exhaust(event.id);
  const failed = await replayInboundEvent(operator(), { id: event.id });
  expect(failed).toMatchObject({ status: 'quarantined', replays: 1, attempts: 8 });
  expect(failed.lastError).toMatch(/poison/);
  await heal();
  expect(await replayInboundEvent(operator(), { id: event.id })).toMatchObject({ status: 'applied', replays: 2, lastError: null, workspace: { id: workspace.id } });
  expect(await shop.it.planOf(workspace)).toBe('starter');
  const audits = await shop.it.database.db.auditEntry.findMany({ where: { action: 'inbound_event.replayed', subject: event.id }, orderBy: { at: 'asc' } });
  expect(audits.map((entry) => [entry.actorKind, entry.actorId, entry.before, entry.after])).toEqual([
    ['operator', 'usr_staff', { status: 'quarantined', attempts: 8, replays: 0 }, { replays: 1 }], ['operator', 'usr_staff', { status: 'quarantined', attempts: 8, replays: 1 }, { replays: 2 }],
  ]);
});

test('replaying what was applied changes nothing that Stripe did not change, however many operators do it at once', async () => {
  const { workspace, customer } = await bought();
  const event = about(customer);
  await shop.it.deliver(event);
  await shop.it.work();
  const before = await shop.it.copyOf(workspace);
  const answers = await Promise.allSettled(Array.from({ length: 4 }, () => replayInboundEvent(operator(), { id: event.id })));
  expect(answers.some((answer) => answer.status === 'fulfilled')).toBe(true);
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict' });
  await shop.it.work();
  expect(await rowOf(event.id)).toMatchObject({ status: 'applied' });
  expect(await shop.it.copyOf(workspace)).toEqual(before);
});

test('what waits anyway, what changes nothing here, and what is not there cannot be replayed', async () => {
  const { customer } = await bought();
  const [waiting, meaningless] = [about(customer), about(customer, 'payout.created')];
  await shop.it.deliver(waiting);
  await shop.it.deliver(meaningless);
  await expect(replayInboundEvent(operator(), { id: waiting.id })).rejects.toMatchObject({ code: 'conflict' });
  await expect(replayInboundEvent(operator(), { id: meaningless.id })).rejects.toMatchObject({ code: 'conflict' });
  await expect(replayInboundEvent(operator(), { id: 'evt_nowhere' })).rejects.toMatchObject({ code: 'not_found' });
});

test('the list can be filtered, counts everything, and its pages meet without gap or overlap', async () => {
  const { customer } = await bought();
  for (const event of Array.from({ length: 7 }, () => about(customer, 'invoice.upcoming'))) await shop.it.deliver(event);
  const seen: InboundEventView[] = [];
  let cursor: string | undefined;
  do {
    const page = await listInboundEvents(operator(), { type: 'invoice.up', limit: 3, ...(cursor !== undefined && { cursor }) });
    seen.push(...page.data);
    expect(page.hasMore).toBe(page.nextCursor !== null);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen.map((event) => event.id)).size).toBe(7);
  expect(seen).toHaveLength(7);
  const { counts } = await listInboundEvents(operator(), {});
  const total = await shop.it.database.db.inboundEvent.count();
  expect(counts.received + counts.applied + counts.ignored + counts.quarantined).toBe(total);
  expect((await listInboundEvents(operator(), { status: 'quarantined' })).data.every((event) => event.status === 'quarantined')).toBe(true);
  await expect(listInboundEvents(operator(), { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('only operators read and replay events, whatever their role in a workspace', async () => {
  const { workspace, customer } = await bought();
  const event = about(customer);
  await shop.it.deliver(event);
  const owner = shop.it.member(workspace);
  for (const attempt of [() => listInboundEvents(owner, {}), () => getInboundEvent(owner, { id: event.id }), () => replayInboundEvent(owner, { id: event.id })]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
  }
});

test('a payload is shown without what says who somebody is and without what opens a page or confirms a payment', async () => {
  const { customer, workspace } = await bought();
  for (const event of await shop.it.eventsOf(customer)) await shop.it.deliver(event);
  const rows = await shop.it.database.db.inboundEvent.findMany({ where: { customerId: customer } });
  const shown = JSON.stringify(await Promise.all(rows.map((row) => getInboundEvent(operator(), { id: row.id }).then((view) => view.payload))));
  expect(JSON.stringify(rows.map((row) => row.payload))).toContain(workspace.owner.email);
  for (const secret of [workspace.owner.email, '_secret_', '/i/in_', '/c/pay/']) expect(shown).not.toContain(secret);
  expect(redactPayload({ object: 'customer', name: 'Ada', email: null, metadata: { name: 'kept' }, lines: [{ description: 'Pro', address: { city: 'Berlin' } }] })).toEqual({
    object: 'customer', name: '[redacted]', email: null, metadata: { name: 'kept' }, lines: [{ description: 'Pro', address: '[redacted]' }],
  });
});

test('a dispute, which names no customer, finds the workspace by the payment of its purchase', async () => {
  const workspace = await shop.it.workspace();
  const id = `cpu_${workspace.id}`;
  await shop.it.buy(workspace);
  const terms = { pack: 'small', meter: 'credits', units: 10n, amountMinor: 1, currency: 'usd', stripeSessionId: `cs_${workspace.id}`, url: '', createdById: 'test' };
  await shop.it.database.db.creditPurchase.create({ data: { id, workspaceId: workspace.id, ...terms, status: 'paid', paymentIntentId: `pi_${workspace.id}`, createdAt: new Date(), closedAt: new Date() } });
  const event = { ...about('cus_nobody', 'charge.dispute.created'), data: { object: { id: 'du_1', object: 'dispute', payment_intent: `pi_${workspace.id}` } } };
  await shop.it.deliver(event);
  expect(await applyInboundEvent(shop.it.ctx(), { id: event.id })).toEqual({ kind: 'applied' });
  expect((await getInboundEvent(operator(), { id: event.id })).workspace).toMatchObject({ id: workspace.id });
});

test('a dispute of a subscription’s payment finds the workspace by who paid, and operators see it until it is decided', async () => {
  const { workspace, customer } = await bought();
  const [payment] = (await shop.it.stripe.paymentIntents.list({ customer })).data;
  const paymentIntent = payment?.id ?? '';
  await shop.it.control('disputes', { payment_intent: paymentIntent, amount: 700, reason: 'subscription_canceled' });
  const told = async () => {
    const event = (await shop.it.eventsOf(paymentIntent)).findLast((one) => one.type.startsWith('charge.dispute.'));
    if (!event) throw new Error('there is no event');
    await shop.it.deliver(event);
    expect(await applyInboundEvent(shop.it.ctx(), { id: event.id })).toEqual({ kind: 'applied' });
    return getInboundEvent(operator(), { id: event.id });
  };
  const opened = await told();
  const [dispute] = (await shop.it.stripe.disputes.list({ payment_intent: paymentIntent })).data;
  expect(opened).toMatchObject({ workspace: { id: workspace.id }, effect: expect.arrayContaining([`Dispute ${dispute?.id}: status is needs_response`, `Dispute ${dispute?.id}: amountMinor is 700`]) });
  expect((await getWorkspace(operator(), { id: workspace.id })).disputes).toMatchObject([{ id: dispute?.id, formatted: '$7.00', reason: 'subscription_canceled', status: 'needs_response' }]);
  await shop.it.control(`disputes/${dispute?.id}`, { status: 'won' });
  expect((await told()).effect).toContain(`Dispute ${dispute?.id}: status was needs_response, is won`);
  expect((await getWorkspace(operator(), { id: workspace.id })).disputes).toEqual([]);
});

test('a refund whose event names no customer brings the invoice up to date all the same', async () => {
  const { workspace, customer } = await bought();
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const [payment] = (await shop.it.stripe.paymentIntents.list({ customer })).data;
  const refund = await shop.it.stripe.refunds.create({ payment_intent: payment?.id ?? '', amount: 300 });
  const event = { ...about('', 'refund.created'), data: { object: { id: refund.id, object: 'refund', payment_intent: payment?.id } } };
  await shop.it.deliver(event);
  expect(await applyInboundEvent(shop.it.ctx(), { id: event.id })).toEqual({ kind: 'applied' });
  expect((await shop.it.database.db.invoice.findFirstOrThrow({ where: { workspaceId: workspace.id } })).refundedMinor).toBe(300);
});

test('a dispute of a payment that is nobody’s here is ignored', async () => {
  const event = { ...about('', 'charge.dispute.created'), data: { object: { id: 'du_2', object: 'dispute', payment_intent: 'pi_nowhere' } } };
  await shop.it.deliver(event);
  expect(await applyInboundEvent(shop.it.ctx(), { id: event.id })).toEqual({ kind: 'ignored' });
});

test('a replay that a worker forestalls answers what became of the event there', async () => {
  const { customer } = await bought();
  const event = about(customer);
  await shop.it.deliver(event);
  await shop.it.work();
  // All that may talk to Stripe at once do, so that the replay waits for its turn.
  let go = (): void => {};
  const busy = new Promise<void>((resolve) => (go = resolve));
  const others = Array.from({ length: 4 }, () => withStripe(shop.it.ctx(), () => busy));
  const replayed = replayInboundEvent(operator(), { id: event.id });
  await expect.poll(async () => (await rowOf(event.id)).status, { interval: 10 }).toBe('received');
  const worker = await shop.it.database.sql.connect();
  await worker.query('BEGIN');
  await worker.query(`UPDATE inbound_events SET status = 'applied', applied_at = now() WHERE id = $1`, [event.id]);
  go();
  await Promise.all(others);
  const first = await Promise.race([replayed, new Promise((resolve) => setTimeout(() => resolve('it waits'), 300))]);
  await worker.query('COMMIT');
  worker.release();
  expect([first, (await replayed).status]).toEqual(['it waits', 'applied']);
});
