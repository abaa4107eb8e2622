import type { Page } from '@playwright/test';
import { tabTo } from './keyboard';
import { openPalette } from './palette';
import { expect, newPerson, signUp, test } from './product';

const fillSignIn = async (page: Page, email: string, password: string): Promise<string | null> => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  const [answer] = await Promise.all([page.waitForResponse(/callback\/credentials/), page.getByRole('button', { name: 'Sign in' }).click()]);
  expect(answer.status()).toBe(401);
  return page.getByRole('main').getByRole('alert').textContent();
};

test('sign-in says the same of an unknown address and of a wrong password', async ({ page, product, expectedErrors }) => {
  expectedErrors.push(/status of 401/);
  const known = newPerson();
  await signUp(page.request, product, known);
  const wrong = await fillSignIn(page, known.email, 'not that password');
  const unknown = await fillSignIn(page, newPerson().email, known.password);
  expect(wrong).toBe('The e-mail address or the password is wrong.');
  expect(unknown).toBe(wrong);
});

test('a page of the portal leads to the sign-in, which keeps what was typed while the network is away, and from there to itself', async ({ page, product, expectedErrors }) => {
  expectedErrors.push(/net::ERR_INTERNET_DISCONNECTED/);
  const person = newPerson();
  await signUp(page.request, product, person);
  await page.goto('/usage?range=7d');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('The server cannot be reached. Check your connection and try again.');
  await expect(page.getByLabel('Password')).toHaveValue(person.password);
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Usage' })).toBeVisible();
  expect(page.url()).toBe(`${product.url}/usage?range=7d`);
});

test('signing out ends the session on the server: its old cookie opens nothing', async ({ page, person, playwright, product }) => {
  await page.goto('/overview');
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const thief = await playwright.request.newContext({ extraHTTPHeaders: { cookie } });
  expect(await (await thief.get(`${product.url}/api/v1/me`)).json()).toMatchObject({ user: { email: person.email } });

  await page.getByRole('button', { name: /^Account:/ }).first().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  expect((await thief.get(`${product.url}/api/v1/me`)).status()).toBe(401);
  expect((await thief.get(`${product.url}/overview`, { maxRedirects: 0 })).status()).toBe(307);
  await page.goto('/overview');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await thief.dispose();
});

test('what the page was asking while its person signed out does not lead back to it', async ({ page, person }) => {
  expect(person.email).toContain('@');
  await page.goto('/overview');
  let letGo = (): void => {};
  const signedOut = new Promise<void>((resolve) => (letGo = resolve));
  const ended = new Promise<void>((resolve) => {
    page.on('requestfinished', (request) => { if (request.url().includes('/usage/calls')) resolve(); });
    page.on('requestfailed', (request) => { if (request.url().includes('/usage/calls')) resolve(); });
  });
  let asks = (): void => {};
  const asked = new Promise<void>((resolve) => (asks = resolve));
  await page.route('**/api/v1/usage/calls?*', async (route) => {
    asks();
    await signedOut;
    await route.continue();
  });
  await page.route('**/api/v1/auth/sign-out', async (route) => {
    const response = await route.fetch();
    letGo();
    await ended;
    await route.fulfill({ response });
  });
  await asked;
  await page.getByRole('button', { name: /^Account:/ }).first().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
});

test('a revoked key is refused from the next call on', async ({ page, person, playwright, product }) => {
  expect(person.email).toContain('@');
  await page.goto('/api-keys?new=1');
  await page.getByRole('dialog').getByLabel('Name').fill('Old laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
  const key = (await page.getByRole('dialog').getByRole('region', { name: 'API key', exact: true }).textContent())?.trim() ?? '';
  await page.getByRole('button', { name: 'I have copied it' }).click();
  const outside = await playwright.request.newContext({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  expect((await outside.get(`${product.url}/gateway/v1/search`)).status()).toBe(200);

  await page.getByRole('button', { name: 'Actions for Old laptop' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Keep the key' }).click();
  await expect(page.getByRole('button', { name: 'Actions for Old laptop' })).toBeFocused();
  await page.getByRole('button', { name: 'Actions for Old laptop' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  const confirm = page.getByRole('button', { name: 'Revoke key' });
  await expect(confirm).toBeDisabled();
  await page.getByLabel('Type Old laptop to confirm').fill('Old laptop');
  await confirm.click();
  await expect(page.getByRole('row', { name: /Old laptop.*Revoked/ })).toBeVisible();
  const refused = await outside.get(`${product.url}/gateway/v1/search`);
  expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([401, 'invalid_api_key']);
  await outside.dispose();
});

test('a key that is being made cannot be lost: its dialog stays until the key was shown, whatever fails around it', async ({ page, person, expectedErrors }) => {
  expect(person.email).toContain('@');
  expectedErrors.push(/net::ERR_INTERNET_DISCONNECTED/, /status of (401|503)/);
  const sent: (string | undefined)[] = [];
  page.on('request', (request) => { if (request.method() === 'POST') sent.push(request.headers()['idempotency-key']); });
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.goto('/api-keys?new=1');
  const dialog = page.getByRole('dialog');
  const create = dialog.getByRole('button', { name: 'Create key' });
  await dialog.getByLabel('Name').fill('Server');
  await page.context().setOffline(true);
  await create.click();
  await expect(dialog.getByRole('alert')).toHaveText('The server cannot be reached. Check your connection and try again.');
  await expect(create).toBeFocused();
  await page.context().setOffline(false);
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/api/v1/api-keys', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  await create.click();
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeDisabled();
  await page.keyboard.press('Escape');
  let goOn = (): void => {};
  const isReady = new Promise<void>((resolve) => (goOn = resolve));
  await page.route(/\/api\/v1\/(api-keys|usage\/current)$/, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    await isReady;
    await route.fulfill({ status: route.request().url().endsWith('api-keys') ? 503 : 401, json: {} });
  });
  const refused = Promise.all([503, 401].map((status) => page.waitForResponse((response) => response.status() === status)));
  letGo();
  await expect(page.getByRole('dialog', { name: 'Key “Server” is ready' })).toBeVisible();
  goOn();
  expect([sent.length, sent[0]], 'pressed twice, it is one write').toEqual([2, sent[1]]);
  await refused;
  await page.keyboard.press('Control+k');
  const key = dialog.getByRole('region', { name: 'API key', exact: true });
  await dialog.getByRole('button', { name: 'Copy API key' }).click();
  await expect(dialog.getByText('It could not be copied. It is selected: press Ctrl C.')).toBeVisible();
  expect(await page.evaluate(() => String(window.getSelection()).trim())).toBe((await key.textContent())?.trim());
  await expect(page.getByRole('dialog')).toHaveCount(1);
});

test('signing in and making a key needs no mouse, and the way back shows that it was made', async ({ page, product }) => {
  const person = newPerson();
  await signUp(page.request, product, person);
  await page.goto('/sign-in');
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await page.keyboard.type(person.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.waitForLoadState();

  await tabTo(page, /^API keys$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'API keys' })).toBeVisible();
  await page.waitForLoadState();
  await tabTo(page, /^Create API key$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Copy this key now.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Copy this key now.'), 'a secret is not lost by a slip').toBeVisible();
  await tabTo(page, /^I have copied it$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /By keyboard/ })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('listitem').filter({ hasText: 'Create an API key (done)' })).toBeVisible();
});

test('the command palette opens with Ctrl K and leads anywhere', async ({ page, person }) => {
  expect(person.email).toContain('@');
  await page.goto('/overview');
  const palette = await openPalette(page);
  await page.keyboard.type('upgrade');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Plans' })).toBeVisible();
  await expect(palette).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(palette).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
});

test('a chosen theme stays, and is there before any script of the page has loaded', async ({ page, person, expectedErrors }) => {
  expect(person.email).toContain('@');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/settings');
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.getByRole('radio', { name: 'Dark' }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');

  expectedErrors.push(/Failed to load resource: net::ERR_FAILED/);
  await page.route('**/*.js', (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.unroute('**/*.js');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(background);
});

test('no page scrolls sideways on a phone', async ({ page, person }) => {
  expect(person.email).toContain('@');
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of ['/', '/pricing', '/overview', '/usage', '/plans', '/api-keys', '/settings']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBeLessThanOrEqual(0);
  }
});
