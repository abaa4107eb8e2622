import type { Route } from '@playwright/test';
import { expectMails, greeting, receipt } from './inbox';
import { axe, expect, test, type Person } from './product';
import { subscribe, subscriptionOf } from './subscriber';

const greeted = (person: Person) => expect(person.email).toContain('@');

test('two clicks from the plans to a cancellation, which every page tells and one click undoes', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  const otherTab = await page.context().newPage();
  await otherTab.goto('/overview');
  const plan = otherTab.getByRole('region', { name: 'Plan', exact: true });
  await expect(plan).toContainText(/Renews \d/);
  await page.goto('/plans');
  await page.getByRole('link', { name: 'Cancel plan' }).click();
  await page.getByRole('button', { name: /^Cancel Starter on \d/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Starter ends on / })).toBeFocused();
  await otherTab.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await expect(plan).toContainText(/Ends \d/);
  await otherTab.close();
  await page.goto('/overview');
  const notice = page.getByRole('status', { name: 'About your plan' });
  await expect(notice).toContainText(/Starter ends on /);
  await notice.getByRole('button', { name: 'Keep Starter' }).click();
  await expect(notice).not.toContainText(/ends on/);
  expect((await subscriptionOf(page, product)).cancelAt).toBeNull();
  const [, , told, undone] = await expectMails(page.request, product, person.email, [greeting, receipt, /^Starter ends on \d/, /^You keep Starter$/]);
  expect([told?.text, undone?.text]).toEqual([expect.stringContaining('If you change your mind, you can undo this until then.'), expect.stringContaining('The cancellation has been undone.')]);
});

test('a reason and a comment are kept with the cancellation, and undo is on the result', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans/cancel');
  await page.getByRole('radio', { name: 'It costs too much' }).check();
  await page.getByLabel(/^What could be better/).fill('A plan for weekends');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: /^Cancel Starter on \d/ }).click();
  await page.getByRole('button', { name: 'Undo, keep Starter' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'You keep Starter' })).toBeVisible();
  await page.getByRole('link', { name: 'History of changes' }).click();
  const row = page.getByRole('row', { name: /Cancellation scheduled/ });
  await expect(row).toContainText('It costs too much');
  await expect(row).toContainText('A plan for weekends');
  await expect(page.getByRole('row', { name: /Cancellation undone/ })).toContainText(person.name);
});

test('ending at once says what becomes of the money, and the limits of the free plan hold', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans/cancel');
  await page.getByRole('radio', { name: /^Now/ }).check();
  await expect(page.getByText(/\$1[89]\.\d\d of unused time becomes credit on your account/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel Starter now' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Starter has ended' })).toBeVisible();
  await expect(page.getByText(/of unused time is credit on your account now/)).toBeVisible();
  expect((await subscriptionOf(page, product)).plan.id).toBe('free');
  const [, , ended] = await expectMails(page.request, product, person.email, [greeting, receipt, /^Starter has been canceled$/]);
  expect(ended?.text).toMatch(/Credit for unused time: \$1[89]\.\d\d/);
});

test('who leaves the page before the answer is told it elsewhere', async ({ page, person, product, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/ERR_FAILED/);
  await subscribe(page, product, { plan: 'starter' });
  const asked = (path: string) => new Promise<Route>((resolve) => { void page.route(`**/api/v1/subscriptions/${path}`, resolve, { times: 1 }); });
  const leave = async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  };
  const change = asked('change');
  await page.goto('/plans/change?plan=business&interval=month');
  await page.getByRole('button', { name: /^Pay \$.* and upgrade$/ }).click();
  const held = await change;
  await expect(page.getByRole('radio', { name: 'Year' }), 'what is being confirmed stays as it was shown').toBeDisabled();
  await leave();
  await held.abort();
  await expect(page.getByText(/^The server cannot be reached/)).toBeVisible();
  const cancellation = asked('cancel');
  await page.goto('/plans/cancel');
  await page.getByRole('button', { name: /^Cancel Starter on \d/ }).click();
  const answer = await cancellation;
  await leave();
  await answer.continue();
  await expect(page.getByText(/^Starter ends on \d+ \w+ \d+\.$/)).toBeVisible();
});

test('the offer to stay is taken in one click, beside a button that cancels all the same', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans/cancel');
  await expect(page.getByRole('button', { name: /^Cancel Starter on \d/ })).toBeEnabled();
  await page.getByRole('button', { name: /^Stay for \$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^You keep Starter with \d+ % off$/ })).toBeVisible();
  const { cancelAt, discount } = await subscriptionOf(page, product);
  expect(cancelAt).toBeNull();
  expect([20, 50]).toContain(discount?.percentOff);
  await page.goto('/plans/cancel');
  await expect(page.getByRole('button', { name: /^Cancel Starter on \d/ })).toBeEnabled();
  await expect(page.getByRole('button', { name: /^Stay for \$/ }), 'once a year').toHaveCount(0);
});

test('a pause stops billing and leaves no button that ends the plan at once by surprise, here or in another tab; going on says first what it costs', async ({ page, person, product, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of 409/);
  await subscribe(page, product, { plan: 'business' });
  const other = await page.context().newPage();
  for (const tab of [other, page]) await tab.goto('/plans/cancel');
  await page.getByRole('button', { name: 'Pause Business' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Business is paused' })).toBeFocused();
  await expect(page.getByRole('button', { name: /^Cancel Business/ })).toHaveCount(0);
  await other.getByRole('button', { name: /^Cancel Business on \d/ }).click();
  await expect(other.getByRole('main').getByRole('alert')).toContainText('the plan can only end at once');
  await expect(other.getByRole('button', { name: 'Cancel Business now' })).toBeVisible();
  await expect(other.getByRole('radio', { name: /^On / })).toHaveCount(0);
  await expect(other.getByRole('button', { name: 'Pause Business' })).toHaveCount(0);
  expect((await subscriptionOf(page, product)).status).toBe('paused');
  await other.close();
  await page.goto('/plans');
  await expect(page.getByRole('status', { name: 'About your plan' })).toContainText('Your plan Business is paused');
  await expect(page.getByRole('heading', { level: 2, name: 'Your plan: Business' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Pro', exact: true })).toContainText('Go on with Business first');
  await page.getByRole('button', { name: 'Go on with the plan' }).click();
  const dialog = page.getByRole('dialog', { name: 'Go on with Business' });
  await dialog.getByRole('button', { name: /^(Pay \$.* and go|Go) on$/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(async () => (await subscriptionOf(page, product)).plan.id).toBe('business');
  await expectMails(page.request, product, person.email, [greeting, receipt, /^Business is paused$/, /^You keep Business$/]);
});
