import type { Page } from '@playwright/test';
import { openPalette } from '@/e2e/palette';
import { demoOwner, expect, signIn, test } from '@/e2e/product';
import { capture } from './capture';

/** Opens a page and waits for what says that it is all there. */
const opening = (page: Page, path: string, sign: string | RegExp) => async () => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: sign }).waitFor();
};

/** The same for a page with a chart, which comes after the page. */
const openingChart = (page: Page, path: string, sign: string) => async () => {
  await opening(page, path, sign)();
  await page.locator('figure svg.recharts-surface').first().waitFor();
};

test('the pages for everybody', async ({ page }) => {
  await capture(page, 'landing', opening(page, '/', /./));
  await capture(page, 'pricing', opening(page, '/pricing', /pricing$/));
  await capture(page, 'sign-in', opening(page, '/sign-in', 'Sign in'));
  await capture(page, 'sign-up', opening(page, '/sign-up', 'Sign up'));
});

test('an address where nothing is, and a sign-in that is refused', async ({ page, expectedErrors }) => {
  expectedErrors.push(/status of 40[14]/);
  await capture(page, 'not-found', opening(page, '/nothing-here', 'There is nothing at this address'));
  await capture(page, 'sign-in-refused', async () => {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill('nobody@example.test');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('main').getByRole('alert')).toHaveText('The e-mail address or the password is wrong.');
  });
});

test('the portal of somebody who came just now', async ({ page, person }) => {
  expect(person.email).toContain('@');
  await capture(page, 'overview-empty', opening(page, '/overview', 'Overview'));
  await capture(page, 'usage-empty', openingChart(page, '/usage', 'Usage'));
  await capture(page, 'usage-trends-empty', openingChart(page, '/usage/trends', 'Trends'));
  await capture(page, 'api-keys-empty', opening(page, '/api-keys', 'API keys'));
  await capture(page, 'api-key-create', async () => {
    await page.goto('/api-keys?new=1');
    await page.getByRole('dialog', { name: 'Create API key' }).waitFor();
  });
  await capture(page, 'settings', opening(page, '/settings', 'Settings'));
});

test('the portal of the demo’s workspace', async ({ page, product }) => {
  await signIn(page.request, product, demoOwner);
  await capture(page, 'overview', openingChart(page, '/overview', 'Overview'));
  await capture(page, 'usage', openingChart(page, '/usage', 'Usage'));
  await capture(page, 'usage-total', openingChart(page, '/usage?view=total', 'Usage'));
  await capture(page, 'usage-90d', openingChart(page, '/usage?range=90d', 'Usage'));
  await capture(page, 'usage-trends', openingChart(page, '/usage/trends', 'Trends'));
  await capture(page, 'usage-trends-year', openingChart(page, '/usage/trends?months=12', 'Trends'));
  await capture(page, 'plans', opening(page, '/plans', 'Plans'));
  await capture(page, 'api-keys', opening(page, '/api-keys', 'API keys'));
});

test('a chart read as a table, and the reason of a call', async ({ page, product }) => {
  await signIn(page.request, product, demoOwner);
  await capture(page, 'usage-table', async () => {
    await page.goto('/usage?range=30d');
    await page.getByRole('button', { name: 'View as table' }).click();
    await page.getByRole('region', { name: 'The chart as a table' }).waitFor();
  });
  await capture(page, 'decision', async () => {
    await page.goto('/usage');
    await page.getByRole('link', { name: /^Why: / }).first().click();
    await page.getByRole('heading', { level: 1, name: /^Why this call/ }).waitFor();
  });
});

test('a key at its birth, the palette, and what is not in this workspace', async ({ page, person, expectedErrors }) => {
  expect(person.email).toContain('@');
  expectedErrors.push(/status of 404/);
  await capture(page, 'command-palette', async () => {
    await page.goto('/overview');
    await openPalette(page);
  });
  await capture(page, 'decision-not-found', opening(page, '/usage/decisions/dec_of_another_workspace', 'Not found'));
  await capture(page, 'purchase-not-found', opening(page, '/checkout/return?session_id=cs_of_another_workspace', 'Not found'));
  await capture(page, 'api-key-created', async () => {
    await page.goto('/api-keys?new=1');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('My laptop');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await dialog.getByText('Copy this key now.').waitFor();
  });
});
