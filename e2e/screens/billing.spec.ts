import type { Page } from '@playwright/test';
import { cards } from '@/e2e/card-fields';
import { expect, test, type Person } from '@/e2e/product';
import { atStripe, subscribe, subscriptionOf, useCard } from '@/e2e/subscriber';
import { capture } from './capture';

const greeted = (person: Person) => expect(person.email).toContain('@');
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

const opening = (page: Page, path: string, sign: string | RegExp) => async () => {
  await page.goto(path);
  await heading(page, sign);
};

/** The way out, once the offer to stay is there: it comes after the page. */
const openingCancel = (page: Page) => async () => {
  await opening(page, '/plans/cancel', 'Cancel Starter')();
  await page.getByRole('button', { name: /^Stay for/ }).waitFor();
};

/** A change, once its price is there. */
const openingChange = (page: Page, query: string, button: string | RegExp) => async () => {
  await page.goto(`/plans/change?${query}`);
  await page.getByRole('button', { name: button }).waitFor();
};

test('plans, changes and the way out of somebody on a small plan', async ({ page, person, product }) => {
  test.setTimeout(180_000);
  greeted(person);
  await capture(page, 'plans-history-empty', opening(page, '/plans/history', 'History of changes'));
  await capture(page, 'cancel-nothing', opening(page, '/plans/cancel', 'Cancel'));
  await subscribe(page, product, { plan: 'starter' });
  await capture(page, 'plans-starter', opening(page, '/plans', 'Plans'));
  await capture(page, 'change-upgrade', openingChange(page, 'plan=business&interval=month&quantity=3', /^Pay /));
  await capture(page, 'change-to-year', openingChange(page, 'plan=starter&interval=year', /^Pay /));
  await capture(page, 'cancel', openingCancel(page));
  await capture(page, 'cancel-now', async () => {
    await openingCancel(page)();
    await page.getByRole('radio', { name: /^Now/ }).check();
    await page.getByText(/of unused time becomes credit/).waitFor();
  });
  const end = await page.request.post(`${product.url}/api/v1/subscriptions/cancel`, { data: { reason: 'unused', feedback: 'Back in spring' }, headers: { origin: product.url } });
  expect(end.ok()).toBe(true);
  await capture(page, 'cancel-done', opening(page, '/plans/cancel', /^Starter ends on/));
  await capture(page, 'plans-ending', opening(page, '/plans', 'Plans'));
  await capture(page, 'plans-history', opening(page, '/plans/history', 'History of changes'));
});

test('a downgrade that is possible, one that is not, and one that is set', async ({ page, person, product }) => {
  test.setTimeout(180_000);
  greeted(person);
  await subscribe(page, product, { plan: 'business', quantity: 2 });
  await capture(page, 'change-downgrade', openingChange(page, 'plan=starter&interval=month', /^Schedule downgrade/));
  await capture(page, 'change-seats', openingChange(page, 'plan=business&interval=month&quantity=1', /^Schedule 1 seat/));
  for (let i = 1; i <= 6; i += 1) await page.request.post(`${product.url}/api/v1/api-keys`, { data: { name: `Server ${i}` }, headers: { origin: product.url } });
  await capture(page, 'change-blocked', openingChange(page, 'plan=starter&interval=month', 'Not possible yet'));
  await openingChange(page, 'plan=business&interval=month&quantity=1', /^Schedule 1 seat/)();
  await page.getByRole('button', { name: /^Schedule 1 seat/ }).click();
  await heading(page, /^Change seats: set for/);
  await capture(page, 'plans-scheduled', opening(page, '/plans', 'Plans'));
});

test('a price that cannot be looked up, and a plan that is not there', async ({ page, person, product, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of (404|503)/);
  await subscribe(page, product, { plan: 'starter' });
  await page.route('**/api/v1/subscriptions/preview-change?*', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable', title: 'Unavailable', detail: 'A part of the service cannot be reached right now. Try again in a few seconds.', requestId: 'req_of_this_screen' }) }));
  await capture(page, 'change-failing', async () => {
    await page.goto('/plans/change?plan=business&interval=month');
    await page.getByRole('alert').getByText('The price could not be looked up').waitFor();
  });
  await capture(page, 'change-unknown', opening(page, '/plans/change?plan=nothing', 'Not found'));
});

test('a trial, and a payment that failed', async ({ page, person, product }) => {
  test.setTimeout(180_000);
  greeted(person);
  await subscribe(page, product, { plan: 'pro' });
  await capture(page, 'plans-trial', opening(page, '/plans', 'Plans'));
  await useCard(page, cards.failsLater);
  const { data } = (await (await page.request.get(`${product.stripeUrl}/v1/subscriptions?limit=1`, { headers: { authorization: 'Bearer sk_test_journeys' } })).json()) as { data: { id: string }[] };
  await atStripe(page.request, product, `subscriptions/${data[0]?.id}`, { trial_end: 'now', payment_behavior: 'allow_incomplete' });
  await expect.poll(async () => (await subscriptionOf(page, product)).access).toBe('grace');
  await capture(page, 'plans-overdue', opening(page, '/plans', 'Plans'));
  await capture(page, 'overview-overdue', opening(page, '/overview', 'Overview'));
});
