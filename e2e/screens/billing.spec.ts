import type { Page } from '@playwright/test';
import { cards } from '@/e2e/card-fields';
import { expect, test, type Person } from '@/e2e/product';
import { endTrialAtStripe, subscribe, subscriptionOf, useCard } from '@/e2e/subscriber';
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

/** What ends a trial or a pause: while its price is looked up, with it, and when it became another one before the click. */
const captureEndOf = async (page: Page, name: string, { button, preview, act, confirm }: { button: string; preview: string; act: string; confirm: RegExp }): Promise<void> => {
  const open = async () => {
    await opening(page, '/plans', 'Plans')();
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor();
  };
  await page.route(preview, () => {});
  await capture(page, `${name}-loading`, open);
  await page.unroute(preview);
  await capture(page, name, async () => {
    await open();
    await page.getByRole('dialog').getByRole('button', { name: confirm }).waitFor();
  });
  // The amount that is sent is not the one that is due: the server's own answer.
  await page.route(act, (route) => route.continue({ postData: JSON.stringify({ ...(route.request().postDataJSON() as object), dueNowMinor: 1 }) }));
  await capture(page, `${name}-changed`, async () => {
    await open();
    await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
  });
  await page.unroute(act);
};

test('plans, changes and the way out of somebody on a small plan', async ({ page, person, product }) => {
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

test('a trial, and a payment that failed', async ({ page, person, product, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of 409/);
  await subscribe(page, product, { plan: 'pro' });
  await capture(page, 'plans-trial', opening(page, '/plans', 'Plans'));
  await captureEndOf(page, 'trial-end', { button: 'End trial now', preview: '**/preview-end-trial', act: '**/subscriptions/end-trial', confirm: /^Pay .* and end the trial$/ });
  await useCard(page, cards.failsLater);
  await endTrialAtStripe(page.request, product, person.email);
  await expect.poll(async () => (await subscriptionOf(page, product)).access).toBe('grace');
  await capture(page, 'plans-overdue', opening(page, '/plans', 'Plans'));
  await capture(page, 'overview-overdue', opening(page, '/overview', 'Overview'));
});

test('a pause, and what going on costs', async ({ page, person, product, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of 409/);
  await subscribe(page, product, { plan: 'business' });
  expect((await page.request.post(`${product.url}/api/v1/subscriptions/pause`, { data: {}, headers: { origin: product.url } })).ok()).toBe(true);
  await capture(page, 'plans-paused', opening(page, '/plans', 'Plans'));
  await captureEndOf(page, 'pause-end', { button: 'Go on with the plan', preview: '**/preview-resume', act: '**/subscriptions/resume', confirm: /^(Pay .* and go|Go) on$/ });
});
