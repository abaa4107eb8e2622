import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, openSandbox, type Opened } from './open-sandbox';

let opened: Opened;
let stripe: Stripe;
beforeAll(async () => {
  opened = await openSandbox();
  ({ stripe } = opened);
});
afterAll(() => opened.close());

const idOf = (value: string | { id: string } | null): string => (typeof value === 'string' ? value : (value?.id ?? ''));

/** A paid one-time purchase with an invoice. */
const bought = async (card = 'pm_card_visa', amount = 5000): Promise<{ customer: string; intent: string; charge: string; invoice: string }> => {
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const price = await makePrice(stripe, amount, 'usd', null);
  const session = await stripe.checkout.sessions.create({
    mode: 'payment', customer: customer.id, line_items: [{ price: price.id, quantity: 1 }], success_url: 'http://shop.test/', invoice_creation: { enabled: true },
  });
  await opened.control(`/checkout/${session.id}/complete`, { card });
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  const intent = typeof done.payment_intent === 'object' ? done.payment_intent : null;
  return { customer: customer.id, intent: intent?.id ?? '', charge: idOf(intent?.latest_charge ?? null), invoice: idOf(done.invoice) };
};
const typesSince = async (before: number): Promise<string[]> => (await stripe.events.list({ limit: 100 })).data.map((event) => event.type).reverse().slice(before);
const countEvents = async (): Promise<number> => (await stripe.events.list({ limit: 100 })).data.length;

test('a charge is given back in parts, never more than it was', async () => {
  const { charge, intent } = await bought();
  const before = await countEvents();
  const first = await stripe.refunds.create({ charge, amount: 2000, reason: 'requested_by_customer', metadata: { ticket: '1' } });
  expect(first).toMatchObject({ amount: 2000, status: 'succeeded', charge, payment_intent: intent, reason: 'requested_by_customer', metadata: { ticket: '1' } });
  expect(await typesSince(before)).toEqual(['refund.created', 'charge.refunded']);
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 2000, refunded: false });
  await expect(stripe.refunds.create({ charge, amount: 3001 })).rejects.toMatchObject({ statusCode: 400, param: 'amount' });
  await stripe.refunds.create({ payment_intent: intent });
  const whole = await stripe.charges.retrieve(charge, { expand: ['refunds'] });
  expect([whole.amount_refunded, whole.refunded, whole.refunds?.data.map(({ amount }) => amount)]).toEqual([5000, true, [3000, 2000]]);
  await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_already_refunded' });
  expect((await stripe.refunds.list({ charge })).data).toHaveLength(2);
  await expect(stripe.refunds.create({ charge, payment_intent: intent })).rejects.toMatchObject({ code: 'parameters_exclusive' });
});

test('one card settles refunds later, and one fails them later and keeps its money', async () => {
  const later = await bought('pm_card_pendingRefund');
  const failing = await bought('pm_card_refundFail');
  const canceled = await bought('pm_card_pendingRefund');
  const pending = await stripe.refunds.create({ charge: later.charge });
  const failed = await stripe.refunds.create({ charge: failing.charge, amount: 1000 });
  const dropped = await stripe.refunds.create({ charge: canceled.charge });
  expect([pending.status, failed.status]).toEqual(['pending', 'succeeded']);
  expect((await stripe.refunds.cancel(dropped.id)).status).toBe('canceled');
  const before = await countEvents();
  await opened.control('/time/advance', { seconds: 120 });
  expect([(await stripe.refunds.retrieve(pending.id)).status, await stripe.refunds.retrieve(failed.id)]).toMatchObject(['succeeded', { status: 'failed', failure_reason: 'expired_or_canceled_card' }]);
  expect((await typesSince(before)).sort()).toEqual(['charge.refund.updated', 'charge.refund.updated', 'charge.updated', 'refund.failed', 'refund.updated', 'refund.updated']);
  expect(await stripe.charges.retrieve(failing.charge)).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(await stripe.charges.retrieve(canceled.charge)).toMatchObject({ amount_refunded: 0 });
});

test("a customer's balance moves with an entry for every movement, in one currency", async () => {
  const { id } = await stripe.customers.create();
  const entry = await stripe.customers.createBalanceTransaction(id, { amount: -1500, currency: 'usd', description: 'Sorry' });
  expect(entry).toMatchObject({ amount: -1500, ending_balance: -1500, type: 'adjustment', description: 'Sorry', customer: id });
  await stripe.customers.createBalanceTransaction(id, { amount: 500, currency: 'usd' });
  expect((await stripe.customers.retrieve(id))).toMatchObject({ balance: -1000, currency: 'usd' });
  expect((await stripe.customers.listBalanceTransactions(id)).data.map(({ amount, ending_balance }) => [amount, ending_balance])).toEqual([[500, -1000], [-1500, -1500]]);
  await expect(stripe.customers.createBalanceTransaction(id, { amount: 5, currency: 'eur' })).rejects.toMatchObject({ param: 'currency' });
  expect(await stripe.customers.updateBalanceTransaction(id, entry.id, { metadata: { a: 'b' } })).toMatchObject({ metadata: { a: 'b' } });
});

test('a paid invoice is credited to the card, the balance and by hand, in sums that add up', async () => {
  const { invoice, customer, charge } = await bought();
  const [line] = (await stripe.invoices.retrieve(invoice)).lines.data;
  const terms = { invoice, lines: [{ type: 'invoice_line_item' as const, invoice_line_item: line?.id, amount: 3000 }], reason: 'order_change' as const, memo: 'Not used' };
  await expect(stripe.creditNotes.create({ ...terms, refund_amount: 1000 })).rejects.toMatchObject({ statusCode: 400, param: 'credit_amount' });
  const parts = { refund_amount: 1000, credit_amount: 1500, out_of_band_amount: 500 };
  const preview = await stripe.creditNotes.preview({ ...terms, ...parts });
  expect((await stripe.creditNotes.list({ invoice })).data).toEqual([]);
  const before = await countEvents();
  const note = await stripe.creditNotes.create({ ...terms, ...parts });
  expect([note.total, note.lines.data[0]?.amount, preview.total]).toEqual([3000, 3000, 3000]);
  expect(note).toMatchObject({ status: 'issued', type: 'post_payment', post_payment_amount: 3000, pre_payment_amount: 0, reason: 'order_change', refunds: [{ amount_refunded: 1000 }], number: expect.stringMatching(/-CN-01$/) });
  expect(await typesSince(before)).toEqual(expect.arrayContaining(['refund.created', 'charge.refunded', 'credit_note.created', 'invoice.updated']));
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -1500 });
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1000 });
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ post_payment_credit_notes_amount: 3000, status: 'paid', total: 5000 });
  await expect(stripe.creditNotes.create({ invoice, amount: 2001, credit_amount: 2001 })).rejects.toMatchObject({ param: 'amount' });
  await expect(stripe.creditNotes.voidCreditNote(note.id)).rejects.toMatchObject({ statusCode: 400 });
  const pdf = await fetch(note.pdf);
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
});

test('tax rates are kept with their percentage', async () => {
  const rate = await stripe.taxRates.create({ display_name: 'TVA', percentage: 19.25, inclusive: false, country: 'CM' });
  expect(rate).toMatchObject({ percentage: 19.25, effective_percentage: 19.25, active: true, inclusive: false });
  await stripe.taxRates.update(rate.id, { active: false });
  expect((await stripe.taxRates.list({ active: false })).data.map(({ id }) => id)).toEqual([rate.id]);
});
