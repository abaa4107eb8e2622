import { expect, test } from 'vitest';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { acceptRetentionOffer } from '@/lib/services/subscriptions/accept-retention-offer';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { getRetentionOffer } from '@/lib/services/subscriptions/get-retention-offer';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { makeMember } from '@/test/harness';
import { openShop } from '@/test/integration/billing/shop';
import { Subscriber } from '@/test/integration/billing/subscriber';
import { expectBooks } from './books';
import { long, sizes } from './sizes';

const shop = openShop();

const eight = <T>(act: (i: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 8 }, (_, i) => act(i)));
const settled = <T>(act: (i: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> => Promise.allSettled(Array.from({ length: 8 }, (_, i) => act(i)));
const codesOf = (answers: PromiseSettledResult<unknown>[]) => answers.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as { code?: string }).code ?? answer.reason] : []));
const updatesOf = async (one: Subscriber) => (await one.invoices()).filter((invoice) => invoice.billing_reason === 'subscription_update');

/** Workspaces one after the other, each raced for by eight. */
const forEach = async (count: number, race: (one: Subscriber) => Promise<void>, given: Parameters<typeof Subscriber.with>[1] = {}): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    const one = await Subscriber.with(shop.it, given);
    await race(one);
    await expectBooks(shop.it, one.workspace);
    await shop.it.stripe.customers.del(await shop.it.customerOf(one.workspace));
  }
};

test(`${sizes.races} times eight confirmations of one preview at once are one change, one invoice, one line of history and one mail`, long, async () => {
  await forEach(sizes.races, async (one) => {
    const preview = await one.preview({ plan: 'business', interval: 'month', quantity: 3 });
    expect(await eight(() => one.confirm(preview))).toEqual(Array.from({ length: 8 }, () => ({ kind: 'applied' })));
    expect(await updatesOf(one)).toMatchObject([{ status: 'paid', amount_paid: preview.dueNowMinor }]);
    expect(await one.types()).toEqual(['started', 'upgraded']);
    expect(await one.mails()).toEqual(['change_confirmed', 'receipt', 'receipt']);
    expect(await one.intents()).toMatchObject([{ kind: 'change_now', status: 'applied' }]);
  });
});

test(`${sizes.races} times eight people who upgrade to something else each at once make one change; the others are shown what holds now`, long, async () => {
  await forEach(sizes.races, async (one) => {
    const people = [one.workspace.owner, ...(await Promise.all(Array.from({ length: 2 }, () => makeMember(shop.it.database, one.workspace.id, 'billing'))))];
    const members = Array.from({ length: 8 }, (_, i) => new Subscriber(shop.it, { ...one.workspace, owner: people[i % 3] ?? one.workspace.owner }));
    const previews: ChangePreviewView[] = [];
    for (const [i, member] of members.entries()) previews.push(await member.preview(i === 0 ? { plan: 'pro', interval: 'month' } : { plan: 'business', interval: 'month', quantity: 2 + i }));
    const answers = await settled((i) => (members[i] as Subscriber).confirm(previews[i] as ChangePreviewView));
    expect(codesOf(answers)).toEqual(Array.from({ length: 7 }, () => 'stale_preview'));
    const won = answers.findIndex((answer) => answer.status === 'fulfilled');
    expect(await updatesOf(one)).toMatchObject([{ amount_paid: previews[won]?.dueNowMinor }]);
    expect(await one.current()).toMatchObject({ plan: { id: previews[won]?.to.plan.id }, quantity: previews[won]?.to.quantity });
    expect(await one.types()).toEqual(['started', 'upgraded']);
    const rows = await shop.it.database.db.subscriptionChange.findMany({ where: { workspaceId: one.workspace.id, type: 'upgraded' } });
    expect(rows.map((row) => row.actorId)).toEqual([people[won % 3]?.id]);
  });
});

test(`${sizes.races} times eight first purchases at once open one page and make one subscription`, long, async () => {
  for (let i = 0; i < sizes.races; i += 1) {
    const workspace = await shop.it.workspace();
    const one = new Subscriber(shop.it, workspace);
    const answers = await eight(() => changeSubscription(one.ctx(), { plan: 'starter', interval: 'month' }));
    expect(new Set(answers.map((answer) => answer.kind === 'checkout' && answer.sessionId)).size).toBe(1);
    const customer = await shop.it.customerOf(workspace);
    const sessions = (await shop.it.stripe.checkout.sessions.list({ customer, limit: 100 })).data;
    expect(sessions).toHaveLength(1);
    expect(await eight(() => shop.it.pay(sessions[0]?.id ?? ''))).toContain(200);
    await eight(() => one.sync());
    expect((await shop.it.stripe.subscriptions.list({ customer, status: 'all' })).data).toHaveLength(1);
    expect([await one.types(), await one.mails()]).toEqual([['started'], ['receipt']]);
    await expectBooks(shop.it, workspace);
    await shop.it.stripe.customers.del(customer);
  }
});

test(`${sizes.races} times eight acceptances of an offer at once give one discount, and a second offer none`, long, async () => {
  await forEach(sizes.races, async (one) => {
    const offers = [(await getRetentionOffer(one.ctx(), { for: 'cancel' })).offer, (await getRetentionOffer(one.ctx(), { for: 'downgrade' })).offer];
    const answers = await settled((i) => acceptRetentionOffer(one.ctx(), { offerId: offers[i % 2]?.offerId ?? '' }));
    expect(codesOf(answers)).toEqual(Array.from({ length: 4 }, () => 'conflict'));
    expect((await one.subscription()).discounts).toHaveLength(1);
    expect(await one.types()).toEqual(['started', 'retention_accepted']);
    expect(await shop.it.database.db.retentionOffer.count({ where: { workspaceId: one.workspace.id, acceptedAt: { not: null } } })).toBe(1);
  }, { plan: 'starter' });
});

test(`${sizes.races} times eight cancellations at once, half at the period’s end and half now, end it once`, long, async () => {
  await forEach(sizes.races, async (one) => {
    const answers = await settled((i) => cancelSubscription(one.ctx(), { when: i % 2 === 0 ? 'period_end' : 'now' }));
    expect(codesOf(answers).every((code) => code === 'conflict')).toBe(true);
    expect(await one.current()).toMatchObject({ status: 'canceled', plan: { id: 'free' } });
    const types = await one.types();
    expect(types.filter((type) => type === 'canceled')).toHaveLength(1);
    expect(types.filter((type) => type === 'cancel_scheduled').length).toBeLessThanOrEqual(1);
    expect((await one.invoices()).filter((invoice) => invoice.total < 0)).toHaveLength(1);
  });
});

test(`${sizes.races} times eight purchases of credits at once open one page, and eight returns from it grant once`, long, async () => {
  for (let i = 0; i < sizes.races; i += 1) {
    const workspace = await shop.it.workspace();
    const opened = await eight(() => purchaseCredits(shop.it.member(workspace), { pack: 'small' }));
    expect(new Set(opened.map((one) => one.sessionId)).size).toBe(1);
    const customer = await shop.it.customerOf(workspace);
    expect((await shop.it.stripe.checkout.sessions.list({ customer, limit: 100 })).data).toHaveLength(1);
    await shop.it.pay(opened[0]?.sessionId ?? '');
    const granted = await eight(() => settlePurchases(shop.it.ctx(), { workspaceId: workspace.id }));
    expect(granted.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(await shop.it.database.db.creditGrant.count({ where: { workspaceId: workspace.id } })).toBe(1);
    await eight(() => syncSubscription(shop.it.ctx(), { workspaceId: workspace.id }));
    const mails = await shop.it.database.db.email.findMany({ where: { workspaceId: workspace.id } });
    expect(mails.map((mail) => mail.kind).sort()).toEqual(['credits_bought', 'receipt']);
    await expectBooks(shop.it, workspace);
  }
});
