import { expect, test } from 'vitest';
import { openShop } from './shop';
import { Subscriber } from './subscriber';

const shop = openShop();
const subscribed = (given: Parameters<typeof Subscriber.with>[1] = {}) => Subscriber.with(shop.it, given);

test('an upgrade is charged exactly what was shown, at once, and written down once', async () => {
  const one = await subscribed();
  const preview = await one.preview({ plan: 'pro', interval: 'month' });
  expect(preview).toMatchObject({ kind: 'upgrade', when: 'now', from: { plan: { id: 'starter' } }, to: { plan: { id: 'pro' }, amountMinor: 4_900 }, blockers: [], card: { last4: '4242' } });
  expect(preview.dueNowMinor).toBe(preview.creditMinor + preview.chargeMinor);
  expect(await one.confirm(preview)).toEqual({ kind: 'applied' });
  const [invoice] = await one.invoices();
  expect(invoice).toMatchObject({ status: 'paid', amount_paid: preview.dueNowMinor });
  expect(await shop.it.planOf(one.workspace)).toBe('pro');
  expect(await one.types()).toEqual(['started', 'upgraded']);
  expect((await one.history())[0]).toMatchObject({ by: 'Ada', from: { plan: { id: 'starter' } }, to: { plan: { id: 'pro' } }, amountMinor: preview.dueNowMinor });
  expect(await one.mails()).toEqual(['change_confirmed', 'receipt', 'receipt']);
  await one.sync();
  expect(await one.types()).toHaveLength(2);
  expect(await one.mails()).toHaveLength(3);
});

test('eight confirmations of one preview at once are one change, one charge and one answer', async () => {
  const one = await subscribed();
  const preview = await one.preview({ plan: 'pro', interval: 'month' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => one.confirm(preview)));
  expect(answers).toEqual(Array.from({ length: 8 }, () => ({ kind: 'applied' })));
  expect((await one.invoices()).filter((invoice) => invoice.billing_reason === 'subscription_update')).toHaveLength(1);
  expect(await one.types()).toEqual(['started', 'upgraded']);
  expect(await one.intents()).toMatchObject([{ kind: 'change_now', status: 'applied' }]);
});

test('of eight different previews confirmed at once one is carried out and the others are shown afresh', async () => {
  const one = await subscribed();
  const previews = await Promise.all(Array.from({ length: 8 }, (_, i) => one.preview({ plan: i % 2 ? 'pro' : 'business', interval: 'month' })));
  const answers = await Promise.allSettled(previews.map((preview) => one.confirm(preview)));
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as { code?: string }).code] : []));
  expect(refused).toEqual(Array.from({ length: 7 }, () => 'stale_preview'));
  expect((await one.invoices()).filter((invoice) => invoice.billing_reason === 'subscription_update')).toHaveLength(1);
});

test('a month becomes a year and the year begins now; back again leaves the rest as credit', async () => {
  const one = await subscribed();
  const { preview, result } = await one.change({ plan: 'starter', interval: 'year' });
  expect(result).toEqual({ kind: 'applied' });
  expect(preview).toMatchObject({ kind: 'switch', when: 'now', to: { interval: 'year', amountMinor: 19_000 } });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: preview.dueNowMinor });
  expect(await one.current()).toMatchObject({ interval: 'year', amountMinor: 19_000 });
  const back = await one.change({ plan: 'starter', interval: 'month' });
  expect(back.preview).toMatchObject({ dueNowMinor: 0 });
  expect(back.preview.creditLeftMinor).toBeGreaterThan(10_000);
  const customer = await shop.it.stripe.customers.retrieve(await shop.it.customerOf(one.workspace));
  expect(customer).toMatchObject({ balance: 0 - back.preview.creditLeftMinor });
  expect(await one.types()).toEqual(['started', 'interval_changed', 'interval_changed']);
});

test('seats are added now and charged for the rest of the period, and removed at its end', async () => {
  const one = await subscribed({ plan: 'business', quantity: 3 });
  expect(await one.current()).toMatchObject({ quantity: 3, isPerSeat: true, mostSeats: 50, amountMinor: 17_700 });
  const up = await one.change({ plan: 'business', interval: 'month', quantity: 5 });
  expect(up).toMatchObject({ preview: { kind: 'seats_up', when: 'now' }, result: { kind: 'applied' } });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: up.preview.dueNowMinor });
  const down = await one.change({ plan: 'business', interval: 'month', quantity: 2 });
  expect(down).toMatchObject({ preview: { kind: 'seats_down', when: 'period_end', dueNowMinor: 0, nextInvoice: { amountMinor: 11_800 } }, result: { kind: 'scheduled' } });
  expect(await one.current()).toMatchObject({ quantity: 5, scheduled: { to: { quantity: 2, amountMinor: 11_800 } } });
});

test('what differs from what was shown is refused with what holds now, and nothing is charged', async () => {
  const one = await subscribed();
  const preview = await one.preview({ plan: 'pro', interval: 'month' });
  await shop.it.stripe.customers.createBalanceTransaction(await shop.it.customerOf(one.workspace), { amount: -500, currency: 'usd' });
  const refused = await one.confirm(preview).catch((reason: unknown) => reason);
  expect(refused).toMatchObject({ code: 'stale_preview', status: 409, details: { extra: { preview: { kind: 'upgrade', balanceMinor: -500 } } } });
  expect(await one.invoices()).toHaveLength(1);
  expect(await shop.it.planOf(one.workspace)).toBe('starter');
  const fresh = (refused as { details: { extra: { preview: typeof preview } } }).details.extra.preview;
  expect(await one.confirm(fresh)).toEqual({ kind: 'applied' });
  expect((await one.invoices())[0]).toMatchObject({ amount_paid: fresh.dueNowMinor });
});

test('a preview is good for fifteen minutes, for what it showed, and for its own workspace', async () => {
  const [one, other] = [await subscribed(), await subscribed()];
  const preview = await one.preview({ plan: 'pro', interval: 'month' });
  await expect(one.confirm(preview, { plan: 'business' })).rejects.toMatchObject({ code: 'stale_preview' });
  await expect(other.confirm(preview)).rejects.toMatchObject({ code: 'not_found' });
  const late = new Subscriber(shop.it, one.workspace, () => new Date(Date.now() + 16 * 60_000));
  await expect(late.confirm(preview)).rejects.toMatchObject({ code: 'stale_preview' });
  await expect(one.confirm(preview, { previewId: undefined })).rejects.toMatchObject({ code: 'stale_preview', details: { extra: { preview: { kind: 'upgrade' } } } });
  expect(await one.invoices()).toHaveLength(1);
});

test('a declined card leaves the old plan, says so, and the change can be made with another card', async () => {
  const one = await subscribed();
  await one.useCard('pm_card_chargeCustomerFail');
  const { preview, result } = await one.change({ plan: 'pro', interval: 'month' });
  expect(result).toMatchObject({ kind: 'payment_required', clientSecret: null });
  expect(await shop.it.planOf(one.workspace)).toBe('starter');
  expect(await one.current()).toMatchObject({ pendingPayment: { amountMinor: preview.dueNowMinor, to: { plan: { id: 'pro' } } } });
  expect(await one.types()).toEqual(['started']);
  await one.useCard('pm_card_visa');
  const again = await one.change({ plan: 'pro', interval: 'month' });
  expect(again.result).toEqual({ kind: 'applied' });
  expect(await shop.it.planOf(one.workspace)).toBe('pro');
  expect((await one.intents()).map((row) => row.status).sort()).toEqual(['applied', 'failed']);
  expect((await one.invoices()).filter((invoice) => invoice.status === 'paid')).toHaveLength(2);
});

test('a card that wants 3-D Secure changes the plan once the bank agrees, and history says who asked', async () => {
  const one = await subscribed();
  await one.useCard('pm_card_authenticationRequired');
  const { result } = await one.change({ plan: 'pro', interval: 'month' });
  expect(result).toMatchObject({ kind: 'payment_required', clientSecret: expect.stringContaining('_secret_') as string });
  expect(await shop.it.planOf(one.workspace)).toBe('starter');
  if (result.kind !== 'payment_required') throw new Error('expected a payment');
  await one.answerBank(result.invoiceId);
  await one.sync();
  expect(await shop.it.planOf(one.workspace)).toBe('pro');
  expect(await one.types()).toEqual(['started', 'upgraded']);
  expect((await one.history())[0]).toMatchObject({ by: 'Ada' });
  expect(await one.intents()).toMatchObject([{ status: 'applied' }]);
});
