import type { Page } from '@playwright/test';
import { answerBank, cards, fillCard } from './card-fields';
import { advance, subscriber, timeTest as test } from './moving-time';
import { axe, expect } from './product';
import { atStripe } from './subscriber';
import type { Running } from '@/scripts/run-product';

/** Somebody whose renewal a month later has failed. */
const debtor = async (page: Page, product: Running, card: string = cards.failsLater): Promise<void> => {
  const person = await subscriber(page, product, { card });
  await advance(page, product, person, 31 * 86_400 + 2 * 3_600);
};

const openRow = (page: Page) => page.getByRole('table', { name: 'Invoices, newest first' }).getByRole('row').filter({ hasText: 'Payment failed' });

test('a paid invoice is listed with what it was for, adds up, and has its PDF and Stripe’s page', async ({ page, product }) => {
  await subscriber(page, product);
  await page.goto('/invoices');
  const row = page.getByRole('row').filter({ hasText: 'First payment' });
  await expect(row.getByText('Paid', { exact: true })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await row.getByRole('link').first().click();
  await expect(page.getByRole('table', { name: 'Lines' }).getByRole('row')).not.toHaveCount(0);
  await expect(page.getByText('Amount due')).toBeVisible();
  const pdf = await page.request.get((await page.getByRole('link', { name: 'PDF' }).getAttribute('href')) ?? '');
  expect(pdf.headers()['content-type']).toContain('application/pdf');
  const hosted = await page.request.get((await page.getByRole('link', { name: /Stripe’s page/ }).getAttribute('href')) ?? '');
  expect(hosted.status()).toBe(200);
  expect(await axe(page)).toEqual([]);
});

test('what came back of an invoice is told on it: a refund and a credit note', async ({ page, product }) => {
  await subscriber(page, product);
  const { data: [bought] } = (await (await page.request.get(`${product.url}/api/v1/invoices`)).json()) as { data: { id: string }[] };
  const { data: [payment] } = await atStripe<{ data: { payment: { payment_intent: string } }[] }>(page.request, product, `invoice_payments?invoice=${bought?.id}`);
  await atStripe(page.request, product, 'refunds', { payment_intent: payment?.payment.payment_intent ?? '', amount: '500', reason: 'requested_by_customer' });
  await atStripe(page.request, product, 'credit_notes', { invoice: bought?.id ?? '', amount: '300', credit_amount: '300', reason: 'order_change' });
  await page.goto(`/invoices/${bought?.id}`);
  const returns = page.getByRole('region', { name: 'Refunds and credit notes' });
  await expect(returns.getByRole('listitem').filter({ hasText: /^Refund/ })).toContainText('-$5.00');
  await expect(returns.getByRole('listitem').filter({ hasText: /^Credit note/ })).toContainText('-$3.00');
  expect(await axe(page)).toEqual([]);
});

test('a failed invoice is said everywhere, refused again with its reason, and paid with one click once the card is good', async ({ page, product }) => {
  await debtor(page, product);
  await page.goto('/invoices');
  await openRow(page).getByRole('link').first().click();
  await expect(page.getByText(/could not be collected/)).toBeVisible();
  await expect(page.getByText('Your card was declined.').first()).toBeVisible();
  await page.getByRole('link', { name: 'use another card' }).click();
  await fillCard(page, cards.good);
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(page.getByText(/Visa ending in 4242 is added and pays from now on/)).toBeVisible();

  await page.goto('/invoices');
  await openRow(page).getByRole('button', { name: /^Pay/ }).dblclick();
  await expect(page.getByText('Paid. Thank you.')).toBeVisible();
  await expect(openRow(page)).toHaveCount(0);
  await expect(page.getByRole('row').filter({ hasText: 'Renewal' }).getByText('Paid', { exact: true })).toBeVisible();
  const current = (await (await page.request.get(`${product.url}/api/v1/subscriptions/current`)).json()) as { status: string; access: string };
  expect(current).toMatchObject({ status: 'active', access: 'full' });
});

test('where the bank asks, its no leaves the invoice open and its yes pays it', async ({ page, product }) => {
  await debtor(page, product, cards.asksAlways);
  await page.goto('/invoices');
  await openRow(page).getByRole('button', { name: /^Pay/ }).click();
  await answerBank(page, 'Fail');
  await expect(openRow(page).getByRole('alert'), 'beside the button that was pressed').toBeVisible();
  await expect(openRow(page)).toHaveCount(1);
  await openRow(page).getByRole('button', { name: /^Pay/ }).click();
  await answerBank(page, 'Complete');
  await expect(page.getByText('Paid. Thank you.')).toBeVisible();
  await expect(openRow(page)).toHaveCount(0);
});

test('somebody else’s invoice is not there', async ({ page, browser, product, expectedErrors }) => {
  expectedErrors.push(/status of 404/);
  await subscriber(page, product);
  const { data } = (await (await page.request.get(`${product.url}/api/v1/invoices`)).json()) as { data: { id: string }[] };
  const context = await browser.newContext({ baseURL: product.url });
  const stranger = await context.newPage();
  await subscriber(stranger, product);
  expect((await stranger.goto(`/invoices/${data[0]?.id}`))?.status()).toBe(404);
  await expect(stranger.getByRole('heading', { name: 'Not found' })).toBeVisible();
  await context.close();
});
