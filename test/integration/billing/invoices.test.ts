import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import { getInvoice } from '@/lib/services/invoices/get-invoice';
import { listInvoices } from '@/lib/services/invoices/list-invoices';
import { payInvoice } from '@/lib/services/invoices/pay-invoice';
import { getUpcomingInvoice } from '@/lib/services/payment-methods/get-upcoming-invoice';
import { setDefaultPaymentMethod } from '@/lib/services/payment-methods/set-default-payment-method';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { openShop } from './shop';

const shop = openShop();
const monthSeconds = 31 * 86_400 + 2 * 3_600;

type Workspace = Awaited<ReturnType<typeof shop.it.workspace>>;

const refusal = (act: Promise<unknown>): Promise<string> => act.then(() => 'nothing was refused', (reason: unknown) => (reason as AppError).code);
/** The time that Stripe has, which the tests move on. */
const now = async () => new Date(((await (await fetch(`${shop.it.sandboxUrl}/_sandbox/state`)).json()) as { now: number }).now * 1000);
const owner = async (workspace: Workspace) => shop.it.member(workspace, { now: await now() });

const subscriber = async (card?: string) => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace, 'starter', { now: await now() });
  expect(await shop.it.pay(sessionId, card)).toBe(200);
  await syncSubscription(await owner(workspace), { workspaceId: workspace.id });
  return { workspace, customer: await shop.it.customerOf(workspace) };
};

/** A workspace whose card paid at first and whose renewal failed. */
const debtor = async () => {
  const one = await subscriber('4000000000000341');
  expect(await shop.it.control('time/advance', { seconds: monthSeconds })).toBe(200);
  await syncSubscription(await owner(one.workspace), { workspaceId: one.workspace.id });
  const { data } = await listInvoices(await owner(one.workspace), { status: 'open' });
  const [invoice, ...more] = data;
  if (!invoice || more.length > 0) throw new Error('one invoice should be open');
  return { ...one, invoice };
};

const chargesOf = async (customer: string): Promise<Stripe.Charge[]> => (await shop.it.stripe.charges.list({ customer, limit: 100 })).data;
const attach = async (customer: string, token: string) => (await shop.it.stripe.paymentMethods.attach(token, { customer })).id;

const copies = (workspaceId: string, count: number, at: Date) =>
  Array.from({ length: count }, (_, i) => ({
    stripeInvoiceId: `in_${newId('ws', at.getTime())}${i}`, workspaceId, number: null, status: i % 2 ? 'paid' : 'open', reason: 'subscription_cycle', currency: 'usd', totalMinor: 100, taxMinor: 0,
    amountDueMinor: 100, amountPaidMinor: 0, attemptCount: i % 2, periodStart: at, periodEnd: at, createdAt: new Date(at.getTime() + Math.floor(i / 2) * 1000), syncedAt: at,
  }));

describe('the list', () => {
  test('pages through every invoice once, also those of the same second, while new ones arrive', async () => {
    const workspace = await shop.it.workspace();
    const ctx = await owner(workspace);
    const rows = copies(workspace.id, 7, new Date('2026-01-01T00:00:00Z'));
    await ctx.db.invoice.createMany({ data: rows });
    const seen: string[] = [];
    for (let page = await listInvoices(ctx, { limit: 2 }); ; page = await listInvoices(ctx, { limit: 2, startingAfter: seen.at(-1) })) {
      seen.push(...page.data.map((one) => one.id));
      if (!page.hasMore) break;
      await ctx.db.invoice.createMany({ data: copies(workspace.id, 1, new Date('2026-02-01T00:00:00Z')) });
    }
    expect(seen.toSorted()).toEqual(rows.map((row) => row.stripeInvoiceId).toSorted());
    expect((await listInvoices(ctx, { status: 'paid' })).data.every((one) => one.status === 'paid')).toBe(true);
  });

  test('holds nobody else’s invoices, and goes on from none of theirs', async () => {
    const [mine, theirs] = [await shop.it.workspace(), await shop.it.workspace()];
    const ctx = await owner(mine);
    const [row] = copies(theirs.id, 1, new Date());
    if (!row) throw new Error('one row is made');
    await ctx.db.invoice.create({ data: row });
    expect(await listInvoices(ctx)).toEqual({ data: [], hasMore: false });
    expect(await refusal(listInvoices(ctx, { startingAfter: row.stripeInvoiceId }))).toBe('invalid_input');
    expect(await refusal(listInvoices(shop.it.member(mine, { role: 'member' })))).toBe('forbidden');
  });
});

describe('one invoice', () => {
  test('adds up from its lines to what was paid', async () => {
    const { workspace } = await subscriber();
    const ctx = await owner(workspace);
    const [listed] = (await listInvoices(ctx)).data;
    const invoice = await getInvoice(ctx, { id: listed?.id ?? '' });
    expect(invoice).toMatchObject({ ...listed, status: 'paid', description: 'First payment', refunds: [], creditNotes: [], failure: null });
    expect(invoice.lines.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(invoice.subtotalMinor);
    expect(invoice.subtotalMinor + invoice.discountMinor + (invoice.isTaxIncluded ? 0 : invoice.taxMinor)).toBe(invoice.totalMinor);
    expect(invoice.totalMinor + invoice.balanceMinor).toBe(invoice.amountDueMinor);
    expect(invoice.amountPaidMinor).toBe(invoice.amountDueMinor);
  });

  test('of somebody else’s is as little there as one that never was', async () => {
    const { workspace } = await subscriber();
    const [theirs] = (await listInvoices(await owner(workspace))).data;
    const stranger = await owner((await subscriber()).workspace);
    const nobody = await owner(await shop.it.workspace());
    for (const ctx of [stranger, nobody]) {
      for (const id of [theirs?.id ?? '', 'in_nobody']) {
        expect(await refusal(getInvoice(ctx, { id }))).toBe('not_found');
        expect(await refusal(payInvoice(ctx, { id }))).toBe('not_found');
      }
    }
  });

  test('brings our copy up to date when it was paid elsewhere', async () => {
    const { workspace, customer, invoice } = await debtor();
    await shop.it.stripe.invoices.pay(invoice.id, { payment_method: await attach(customer, 'pm_card_visa') });
    expect((await listInvoices(await owner(workspace), { status: 'open' })).data).toHaveLength(1);
    expect((await getInvoice(await owner(workspace), { id: invoice.id })).status).toBe('paid');
    expect((await listInvoices(await owner(workspace), { status: 'open' })).data).toEqual([]);
  });

  test('shows what went back', async () => {
    const { workspace, customer } = await subscriber();
    const [charge] = await chargesOf(customer);
    await shop.it.stripe.refunds.create({ charge: charge?.id, amount: 500, reason: 'requested_by_customer' });
    const ctx = await owner(workspace);
    const [listed] = (await listInvoices(ctx)).data;
    const invoice = await getInvoice(ctx, { id: listed?.id ?? '' });
    expect(invoice).toMatchObject({ refundedMinor: 500, refunds: [{ amountMinor: 500, reason: 'requested_by_customer', status: 'succeeded' }] });
  });
});

describe('credit notes', () => {
  test('are shown with their PDF, and one from before the payment makes it owe less', async () => {
    const { workspace, invoice } = await debtor();
    const note = await shop.it.stripe.creditNotes.create({ invoice: invoice.id, amount: 300, reason: 'order_change' });
    const seen = await getInvoice(await owner(workspace), { id: invoice.id });
    expect(seen.creditNotes).toEqual([{ id: note.id, number: note.number, amountMinor: 300, reason: 'order_change', pdfUrl: note.pdf, at: expect.any(String) as string }]);
    expect(seen).toMatchObject({ creditedMinor: -300, amountRemainingMinor: invoice.totalMinor - 300 });
    expect(seen.totalMinor + seen.creditedMinor + seen.balanceMinor).toBe(seen.amountDueMinor);
  });
});

describe('paying', () => {
  test('a refused card says why and changes nothing; a good one brings the plan back', async () => {
    const { workspace, customer, invoice } = await debtor();
    expect(invoice.isOverdue).toBe(true);
    expect(await payInvoice(await owner(workspace), { id: invoice.id })).toEqual({ kind: 'payment_required', clientSecret: null, message: 'Your card was declined.' });
    expect(await getInvoice(await owner(workspace), { id: invoice.id })).toMatchObject({ status: 'open', failure: 'Your card was declined.' });
    const good = await attach(customer, 'pm_card_mastercard');
    expect(await payInvoice(await owner(workspace), { id: invoice.id, paymentMethodId: good })).toEqual({ kind: 'paid' });
    expect(await getCurrentSubscription(await owner(workspace))).toMatchObject({ status: 'active', access: 'full', overdue: null });
    expect((await listInvoices(await owner(workspace), { status: 'open' })).data).toEqual([]);
    expect(await shop.it.auditOf(workspace, 'invoice.paid')).toHaveLength(1);
  });

  test('a card that was refused is tried again when it is asked for again, also under the same request id', async () => {
    const { workspace, customer, invoice } = await debtor();
    const ctx = await owner(workspace);
    expect(await payInvoice(ctx, { id: invoice.id })).toMatchObject({ kind: 'payment_required' });
    expect(await payInvoice(ctx, { id: invoice.id, paymentMethodId: await attach(customer, 'pm_card_mastercard') })).toEqual({ kind: 'paid' });
  });

  test('eight clicks at once charge once', async () => {
    const { workspace, customer, invoice } = await debtor();
    await setDefaultPaymentMethod(await owner(workspace), { id: await attach(customer, 'pm_card_visa') });
    const before = (await chargesOf(customer)).filter((one) => one.paid).length;
    const ctx = await owner(workspace);
    await shop.it.control('latency', { ms: 200 });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => payInvoice({ ...ctx, requestId: `${ctx.requestId}${i}` }, { id: invoice.id })));
    await shop.it.control('latency', { ms: 0 });
    expect(answers).toEqual(Array.from({ length: 8 }, () => ({ kind: 'paid' })));
    expect((await chargesOf(customer)).filter((one) => one.paid)).toHaveLength(before + 1);
    expect(await shop.it.auditOf(workspace, 'invoice.paid')).toHaveLength(1);
  });

  test('a card that the bank wants confirmed is paid once it was, and not before', async () => {
    const { workspace, customer, invoice } = await debtor();
    const card = await attach(customer, 'pm_card_authenticationRequired');
    const asked = await payInvoice(await owner(workspace), { id: invoice.id, paymentMethodId: card });
    expect(asked).toMatchObject({ kind: 'payment_required', clientSecret: expect.stringMatching(/^pi_\w+_secret_/) as string });
    expect((await getInvoice(await owner(workspace), { id: invoice.id })).status).toBe('open');
    const secret = asked.kind === 'payment_required' ? (asked.clientSecret ?? '') : '';
    const challenge = `${shop.it.sandboxUrl}/challenge/${secret.split('_secret_')[0]}?client_secret=${secret}`;
    await fetch(challenge, { method: 'POST', body: 'result=complete', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect((await getInvoice(await owner(workspace), { id: invoice.id })).status).toBe('paid');
    expect(await payInvoice(await owner(workspace), { id: invoice.id })).toEqual({ kind: 'paid' });
    expect(await getCurrentSubscription(await owner(workspace))).toMatchObject({ status: 'active' });
  });

  test('is possible with one’s own cards only, and only where something is owed', async () => {
    const { workspace, invoice } = await debtor();
    const other = await subscriber();
    const theirs = await attach(other.customer, 'pm_card_visa');
    expect(await refusal(payInvoice(await owner(workspace), { id: invoice.id, paymentMethodId: theirs }))).toBe('not_found');
    const [paid] = (await listInvoices(await owner(other.workspace))).data;
    expect(await payInvoice(await owner(other.workspace), { id: paid?.id ?? '' })).toEqual({ kind: 'paid' });
    await shop.it.stripe.invoices.voidInvoice(invoice.id);
    expect(await refusal(payInvoice(await owner(workspace), { id: invoice.id }))).toBe('conflict');
  });
});

describe('the next invoice', () => {
  test('is what the renewal then charges, to the minor unit, on its day', async () => {
    const { workspace, customer } = await subscriber();
    const { invoice: next } = await getUpcomingInvoice(await owner(workspace));
    if (!next) throw new Error('a renewal is coming');
    expect(next.lines.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(next.subtotalMinor);
    await shop.it.control('time/advance', { seconds: monthSeconds });
    const [renewal] = (await shop.it.stripe.invoices.list({ customer, limit: 1 })).data;
    if (!renewal) throw new Error('the renewal is there');
    expect(renewal).toMatchObject({ status: 'paid', amount_due: next.amountDueMinor, currency: next.currency, billing_reason: 'subscription_cycle' });
    expect(new Date(renewal.created * 1000).toISOString()).toBe(next.at);
  });

  test('is not there without a subscription, nor when it ends before', async () => {
    const { workspace, customer } = await subscriber();
    const [live] = (await shop.it.stripe.subscriptions.list({ customer })).data;
    await shop.it.stripe.subscriptions.update(live?.id ?? '', { cancel_at_period_end: true });
    expect(await getUpcomingInvoice(await owner(workspace))).toEqual({ invoice: null });
    expect(await getUpcomingInvoice(await owner(await shop.it.workspace()))).toEqual({ invoice: null });
  });
});
