import type { Page } from '@playwright/test';
import { expectMails, greeting } from './inbox';
import { demoOperator, expect, signIn, test } from './product';
import { subscriptionOf } from './subscriber';

const pay = async (page: Page, card: string): Promise<void> => {
  await page.getByLabel('Card number').fill(card);
  await page.getByLabel('Expiration date').fill('12 / 34');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay/ }).click();
};

const balance = (page: Page) => page.getByRole('region', { name: 'Credit packs' });

test('a pack is chosen by keyboard, declined, paid with another card, added once and confirmed by mail; the invoice is there', async ({ page, person, product }) => {
  await page.goto('/overview');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Credits' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Credits' })).toBeVisible();
  await expect(balance(page)).toContainText('0 credits left');

  await page.getByRole('button', { name: 'Buy for $15.00: 10,000 credits' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/c\/pay\//);
  await pay(page, '4000000000000002');
  await expect(page.getByText('Your card was declined.').first()).toBeVisible();
  await pay(page, '4242424242424242');
  await page.waitForURL(/\/credits\/return/);
  await expect(page.getByRole('heading', { level: 1, name: '10,000 credits added' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '10,000 credits added' })).toBeVisible();

  await page.getByRole('link', { name: 'See your credits' }).click();
  await expect(balance(page)).toContainText('10,000 credits left');
  await expect(page.getByRole('table', { name: /^Movements/ }).getByRole('row', { name: /Added to pack \+10,000/ })).toHaveCount(1);
  await expectMails(page.request, product, person.email, [greeting, /^Receipt for \$15\.00$/, /^10,000 credits added$/]);
  await page.goto('/invoices');
  await expect(page.getByRole('row', { name: /\$15\.00/ })).toBeVisible();
});

test('a page that was left is offered again, and the purchase of somebody else is not there', async ({ page, person, expectedErrors }) => {
  expect(person.email).toContain('@');
  expectedErrors.push(/status of 404/);
  await page.goto('/credits');
  await page.getByRole('button', { name: /100,000 credits$/ }).click();
  await page.waitForURL(/\/c\/pay\//);
  const first = page.url();
  await page.goto('/credits');
  await page.getByRole('button', { name: /100,000 credits$/ }).click();
  await page.waitForURL(/\/c\/pay\//);
  expect(page.url()).toBe(first);
  await page.goto('/credits/return?session_id=cs_test_of_somebody_else');
  await expect(page.getByText('There is nothing at this address')).toBeVisible();
});

test('an operator reads what an event did, replays it, and compares with Stripe; to anybody else these pages do not exist', async ({ page, person, product, expectedErrors }) => {
  expectedErrors.push(/status of 404/);
  // Paid and left: nobody comes back to ask, so that the event is what puts the plan in force.
  const bought = await page.request.post(`${product.url}/api/v1/subscriptions/change`, { data: { plan: 'starter', interval: 'month' }, headers: { origin: product.url } });
  await page.request.post(`${product.stripeUrl}/_sandbox/checkout/${((await bought.json()) as { sessionId: string }).sessionId}/complete`, { data: {} });
  await expect.poll(async () => (await subscriptionOf(page, product)).plan.id).toBe('starter');
  await page.goto('/admin/webhooks');
  await expect(page.getByRole('heading', { level: 1, name: 'There is nothing at this address' })).toBeVisible();

  await page.context().clearCookies();
  await signIn(page.request, product, demoOperator);
  await page.goto('/admin');
  await expect(page.getByRole('heading', { level: 1, name: 'Webhooks' })).toBeVisible();
  await page.getByRole('radio', { name: /^Applied/ }).click();
  const cause = page.getByRole('table', { name: /^Events from Stripe/ }).getByRole('row').filter({ hasText: `${person.name}’s workspace`, hasNotText: /Nothing was different/ }).filter({ has: page.getByRole('button') }).first();
  // Others' events may have pushed it off the first page.
  await expect(async () => {
    if (!(await cause.isVisible())) await page.getByRole('button', { name: 'Show older' }).click({ timeout: 1_000 });
    await expect(cause).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await cause.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 2, name: 'What Stripe sent' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Effect' }).getByRole('listitem').filter({ hasText: /starter/i }).first()).toBeVisible();
  await page.getByRole('button', { name: /^Replay / }).click();
  await expect(page.getByText(/^Applied\. /).first()).toBeVisible();
  await expect(page.getByText(/replayed \d+ time/)).toBeVisible();
  await page.getByRole('link', { name: 'Webhooks' }).first().click();
  // What others buy at this moment is a difference until its event is applied.
  await expect(async () => {
    await page.getByRole('button', { name: 'Compare now' }).click();
    await expect(page.getByText(/compared, (now|\d+ (second|minute)s? ago)$/)).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText('0 differences').first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Back to the portal' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});
