import type { APIRequestContext, Page } from '@playwright/test';
import { expectMails, greeting, receipt } from './inbox';
import { atItsHour } from './moving-time';
import { expect, newPerson, signIn, signUp, test as base } from './product';
import { runProduct, type Product } from '@/scripts/run-product';

/** A product of its own, whose free plan is used up by ten calls and knows no minutes. */
const test = base.extend<object, { forensics: Product }>({
  forensics: [
    async ({}, use) => {
      const product = await runProduct({ env: { CATALOG: 'forensics' } });
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  product: async ({ forensics }, use) => use(forensics),
});

const startTrace = (request: APIRequestContext, product: { url: string }, key: string) =>
  request.post(`${product.url}/gateway/trace/start`, { headers: { authorization: `Bearer ${key}` }, data: { address: '0xabc' } });

const payWith = async (page: Page, card: string): Promise<void> => {
  await page.getByLabel('Card number').fill(card);
  await page.getByLabel('Expiration date').fill('12 / 34');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Subscribe, pay/ }).click();
};

const sessionsAt = async (request: APIRequestContext, { stripeUrl }: { stripeUrl: string | null }): Promise<number> => {
  const { objects } = (await (await request.get(`${stripeUrl}/_sandbox/state`)).json()) as { objects: Record<string, number> };
  return objects['checkout.session'] ?? 0;
};

const currentPlan = (page: Page, name: string) => page.getByRole('region', { name, exact: true }).getByText('Current plan');

test('from sign-up over a key, calls and the limit to the purchase, and the call that passes after it', async ({ page, playwright, product }) => {
  const outside = await playwright.request.newContext();
  const person = newPerson();

  await page.goto('/sign-up');
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();

  await page.getByRole('link', { name: 'Create an API key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create API key' });
  await dialog.getByLabel('Name').fill('My server');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = ((await page.getByRole('dialog').getByRole('region', { name: 'API key', exact: true }).textContent()) ?? '').trim();
  expect(key).toMatch(/^tg_live_[0-9A-Za-z]{33}$/);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByRole('row', { name: /My server/ })).toBeVisible();
  expect(await page.content()).not.toContain(key);

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).first().click();
  await expect(page.getByText('Waiting for the first call')).toBeVisible();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  expect((await startTrace(outside, product, key)).status()).toBe(200);
  await expect(page.getByRole('meter', { name: 'Tokens' }).first()).toHaveAttribute('aria-valuenow', '10');
  await expect(page.getByRole('row', { name: /Start trace.*Succeeded/ })).toBeVisible();

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Usage' })).toBeVisible();
  for (let i = 2; i <= 10; i += 1) expect((await startTrace(outside, product, key)).status()).toBe(200);
  await expect(page.getByRole('meter', { name: 'Tokens' }).first()).toHaveAttribute('aria-valuenow', '100');
  await expect(page.getByText('The limit of 100 tokens this month is reached')).toBeVisible();
  await atItsHour(product, 'notify_alerts');

  const refused = await startTrace(outside, product, key);
  expect(refused.status()).toBe(429);
  const problem = (await refused.json()) as { code: string; upgradeUrl: string; decisionId: string };
  expect(problem).toMatchObject({ code: 'quota_exceeded', upgradeUrl: `${product.url}/plans`, used: 100, limit: 100, required: 10 });
  const refusal = page.getByRole('row', { name: /Start trace.*Over the limit/ });
  await expect(refusal).toBeVisible();
  expect(await page.evaluate(() => 'isSamePage' in window), 'nothing was reloaded').toBe(true);

  await refusal.getByRole('link', { name: new RegExp(`Why: .*${problem.decisionId}`) }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Why this call was refused' })).toBeVisible();
  await expect(page.getByText('100 of 100 tokens were used in that month. This call needed 10, and none were left.')).toBeVisible();
  await page.getByRole('link', { name: 'Compare plans' }).click();
  await expect(currentPlan(page, 'Community')).toBeVisible();
  await page.getByRole('button', { name: /^Upgrade to Starter/ }).click();

  await expect(page.getByRole('heading', { name: 'Pay with card' })).toBeVisible();
  await payWith(page, '4000 0000 0000 0002');
  await expect(page.getByRole('alert')).toContainText(/declined/);
  expect((await startTrace(outside, product, key)).status(), 'nothing is granted before it is paid').toBe(429);
  await payWith(page, '4242 4242 4242 4242');

  await expect(page.getByRole('heading', { level: 1, name: 'You are on Starter' })).toBeVisible();
  await expect(page.getByText('You now have 500 tokens')).toBeVisible();
  expect((await startTrace(outside, product, key)).status()).toBe(200);
  await page.getByRole('link', { name: 'See the plan' }).click();
  await expect(currentPlan(page, 'Starter')).toBeVisible();
  await page.goto('/usage');
  await expect(page.getByRole('meter', { name: 'Tokens' }).first()).toHaveAttribute('aria-valuetext', /^110 of 500 tokens/);
  const [welcome] = await expectMails(page.request, product, person.email, [
    greeting, /^80 % of 100 tokens used this month$/, /^90 % of 100 tokens used this month$/, /^The limit of 100 tokens is reached$/, receipt,
  ]);
  expect(welcome?.text).toContain(`${product.url}/overview`);
  await outside.dispose();
});

test('a double click opens one Checkout, and cancelling there changes nothing; a plan that cannot be bought now says so itself', async ({ page, product, expectedErrors }) => {
  expectedErrors.push(/ERR_FAILED/);
  const person = newPerson();
  await signUp(page.request, product, person);
  await signIn(page.request, product, person);
  const before = await sessionsAt(page.request, product);
  await page.goto('/plans');
  await page.route('**/api/v1/subscriptions/change', (route) => route.abort(), { times: 1 });
  await page.getByRole('button', { name: /^Upgrade to Pro/ }).click();
  await expect(page.getByRole('region', { name: 'Pro', exact: true }).getByRole('alert')).toContainText('cannot be reached');
  await page.getByRole('button', { name: /^Upgrade to Pro/ }).dblclick();
  await expect(page.getByRole('heading', { name: 'Pay with card' })).toBeVisible();
  expect(await sessionsAt(page.request, product)).toBe(before + 1);
  await page.getByRole('link', { name: /Back to/ }).click();
  await expect(page).toHaveURL(`${product.url}/plans`);
  await page.waitForLoadState();
  await expect(currentPlan(page, 'Community')).toBeVisible();
  await expect(currentPlan(page, 'Pro')).toHaveCount(0);

  await page.getByRole('button', { name: /^Upgrade to Pro/ }).click();
  await expect(page.getByRole('heading', { name: 'Pay with card' })).toBeVisible();
  expect(await sessionsAt(page.request, product), 'the open Checkout is used again').toBe(before + 1);
});

test('the return page of somebody else’s purchase tells nothing', async ({ page, browser, product, expectedErrors }) => {
  expectedErrors.push(/status of 404/);
  const [buyer, other] = [newPerson(), newPerson()];
  for (const person of [buyer, other]) await signUp(page.request, product, person);
  await signIn(page.request, product, buyer);
  await page.goto('/plans');
  await page.getByRole('button', { name: /^Upgrade to Starter/ }).click();
  await expect(page.getByRole('heading', { name: 'Pay with card' })).toBeVisible();
  const sessionId = /\/c\/pay\/([^/?#]+)/.exec(page.url())?.[1] ?? '';
  await payWith(page, '4242 4242 4242 4242');
  await expect(page.getByRole('heading', { level: 1, name: 'You are on Starter' })).toBeVisible();

  const context = await browser.newContext({ baseURL: product.url });
  const stranger = await context.newPage();
  await signIn(stranger.request, product, other);
  const response = await stranger.goto(`/checkout/return?session_id=${sessionId}`);
  expect(response?.status()).toBe(404);
  await expect(stranger.getByRole('heading', { name: 'Not found' })).toBeVisible();
  await stranger.goto('/plans');
  await expect(currentPlan(stranger, 'Community')).toBeVisible();
  await context.close();
});
