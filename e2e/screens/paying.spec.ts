import type { Page } from '@playwright/test';
import { cardFrame, cards } from '@/e2e/card-fields';
import { demoOperator, expect, signIn, test, type Person } from '@/e2e/product';
import { atStripe, endTrialAtStripe, newestInvoice, subscribe, subscriptionOf, useCard } from '@/e2e/subscriber';
import { capture } from './capture';

const greeted = (person: Person) => expect(person.email).toContain('@');
const opening = (page: Page, path: string, sign: string | RegExp) => async () => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: sign }).waitFor();
};

test('payment methods and invoices of somebody who has none, and the form for a card', async ({ page, person }) => {
  greeted(person);
  await capture(page, 'invoices-empty', opening(page, '/invoices', 'Invoices'));
  await capture(page, 'payment-methods-empty', opening(page, '/payment-methods', 'Payment methods'));
  await capture(page, 'add-card', async () => {
    await page.goto('/payment-methods?new=1');
    const number = cardFrame(page).getByRole('textbox', { name: 'Card number' });
    await expect.poll(async () => (await number.boundingBox())?.width).toBeGreaterThan(200);
  });
});

test('cards, details and invoices of a subscriber, one that was paid and Stripe’s own pages', async ({ page, person, product }) => {
  greeted(person);
  const bought = await page.request.post(`${product.url}/api/v1/subscriptions/change`, { data: { plan: 'starter', interval: 'month' }, headers: { origin: product.url } });
  const { url, sessionId } = (await bought.json()) as { url: string; sessionId: string };
  await capture(page, 'stripe-checkout', async () => {
    await page.goto(url);
    await page.getByRole('heading', { name: 'Pay with card' }).waitFor();
  });
  await page.request.post(`${product.stripeUrl}/_sandbox/checkout/${sessionId}/complete`, { data: {} });
  await capture(page, 'checkout-return', opening(page, `/checkout/return?session_id=${sessionId}`, 'You are on Starter'));
  await useCard(page, cards.another);
  await page.request.put(`${product.url}/api/v1/payment-methods/billing-address`, {
    headers: { origin: product.url },
    data: { name: 'Acme GmbH', email: 'bills@acme.test', address: { country: 'DE', line1: 'Hauptstraße 1', line2: null, postalCode: '10115', city: 'Berlin', state: null } },
  });
  await page.request.post(`${product.url}/api/v1/payment-methods/tax-ids`, { headers: { origin: product.url }, data: { type: 'eu_vat', value: 'DE123456789' } });
  await capture(page, 'payment-methods', opening(page, '/payment-methods', 'Payment methods'));
  const { data: [invoice] } = (await (await page.request.get(`${product.url}/api/v1/invoices`)).json()) as { data: { id: string; hostedUrl: string }[] };
  const { data: [payment] } = await atStripe<{ data: { payment: { payment_intent: string } }[] }>(page.request, product, `invoice_payments?invoice=${invoice?.id}`);
  await atStripe(page.request, product, 'refunds', { payment_intent: payment?.payment.payment_intent ?? '', amount: '500' });
  await capture(page, 'invoice', opening(page, `/invoices/${invoice?.id}`, (await newestInvoice(page, product)).number));
  await capture(page, 'stripe-invoice', async () => {
    await page.goto(invoice?.hostedUrl ?? '');
  });
  const session = await page.request.post(`${product.url}/api/v1/portal/session`, { data: { returnTo: '/invoices' }, headers: { origin: product.url } });
  await capture(page, 'stripe-portal', async () => {
    await page.goto(((await session.json()) as { url: string }).url);
    await page.getByRole('heading', { name: 'Payment methods' }).waitFor();
  });
});

test('a payment that failed, on the invoice and in the list', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'pro' });
  await useCard(page, cards.failsLater);
  await endTrialAtStripe(page.request, product, person.email);
  await expect.poll(async () => (await subscriptionOf(page, product)).access).toBe('grace');
  await capture(page, 'invoices-overdue', opening(page, '/invoices', 'Invoices'));
  const { data: [invoice] } = (await (await page.request.get(`${product.url}/api/v1/invoices?status=open`)).json()) as { data: { id: string }[] };
  await capture(page, 'invoice-overdue', opening(page, `/invoices/${invoice?.id}`, /./));
});

test('a payment that is disputed, as its operator sees it', async ({ page, person, product }) => {
  await subscribe(page, product, { plan: 'starter' });
  const { data: [invoice] } = (await (await page.request.get(`${product.url}/api/v1/invoices`)).json()) as { data: { id: string }[] };
  const { data: [payment] } = await atStripe<{ data: { payment: { payment_intent: string } }[] }>(page.request, product, `invoice_payments?invoice=${invoice?.id}`);
  expect((await page.request.post(`${product.stripeUrl}/_sandbox/disputes`, { data: { payment_intent: payment?.payment.payment_intent, reason: 'product_not_received' } })).ok()).toBe(true);
  await signIn(page.request, product, demoOperator);
  const { data: [workspace] } = (await (await page.request.get(`${product.url}/api/v1/admin/workspaces?q=${encodeURIComponent(person.email)}`)).json()) as { data: { id: string }[] };
  const at = `/admin/workspaces/${workspace?.id}`;
  await expect.poll(async () => ((await (await page.request.get(`${product.url}/api/v1${at}`)).json()) as { disputes: unknown[] }).disputes.length).toBe(1);
  await capture(page, 'admin-workspace-disputed', async () => {
    await page.goto(at);
    await page.getByText(/product not received/).waitFor();
  });
});
