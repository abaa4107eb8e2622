import type { Page } from '@playwright/test';
import { callGateway, makeKey, putLimit } from '@/e2e/metered';
import { demoOperator, expect, signIn, test } from '@/e2e/product';
import { capture } from './capture';

const opening = (page: Page, path: string, sign: string | RegExp) => async () => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: sign }).waitFor();
};

const unavailable = { status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable', detail: 'The database does not answer.', requestId: 'req_example' }) };

test('alerts, limits and a decision of somebody who uses them', async ({ page, product, person, expectedErrors }) => {
  expect(person.email).toContain('@');
  expectedErrors.push(/status of 503/);
  await capture(page, 'alerts-empty', opening(page, '/alerts', 'Alerts'));
  await capture(page, 'limits-empty', opening(page, '/usage/limits', 'Your limits'));
  const { id, key } = await makeKey(page, product, 'Production server');
  await putLimit(page, product, { scope: { key: id }, meter: 'calls', window: 'day', limit: 6, mode: 'hard' });
  await putLimit(page, product, { scope: 'workspace', meter: 'credits', window: 'month', limit: 1_500, mode: 'notify' });
  await putLimit(page, product, { scope: 'workspace', meter: 'spend', window: 'billing_period', limit: 5_000, mode: 'hard' });
  expect((await callGateway(page, product, key, 8, 'v1/search')).filter((status) => status === 429)).toHaveLength(2);
  await capture(page, 'alerts', opening(page, '/alerts', 'Alerts'));
  await capture(page, 'limits', opening(page, '/usage/limits', 'Your limits'));
  await capture(page, 'limit-dialog', async () => {
    await opening(page, '/usage/limits', 'Your limits')();
    await page.getByRole('button', { name: 'Set a limit', exact: true }).click();
    await page.getByRole('dialog').waitFor();
  });
  await capture(page, 'decision-refused', async () => {
    await page.goto('/usage');
    await page.getByRole('row', { name: /limit/i }).getByRole('link', { name: /^Why: / }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Why this call was refused' }).waitFor();
  });
  await capture(page, 'decision-paid', async () => {
    await opening(page, '/credits', 'Credits')();
    await page.getByRole('link', { name: /^Which call: decision/ }).first().click();
    await page.getByRole('heading', { level: 2, name: 'What paid for it' }).waitFor();
  });
  await capture(page, 'credits-spent', opening(page, '/credits', 'Credits'));
  await page.route('**/api/v1/limits', (route) => (route.request().method() === 'PUT' ? route.fulfill(unavailable) : route.continue()));
  await capture(page, 'limit-failing', async () => {
    await opening(page, '/usage/limits', 'Your limits')();
    await page.getByRole('button', { name: 'Change: Whole workspace, Credits a month' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Change limit' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
  });
});

test('the operator’s workspaces, exceptions, shadow limits and debt', async ({ page, product }) => {
  await signIn(page.request, product, demoOperator);
  await capture(page, 'admin-workspaces', opening(page, '/admin/workspaces', 'Workspaces'));
  await capture(page, 'admin-workspaces-none', opening(page, '/admin/workspaces?q=nobody-is-called-this', 'Workspaces'));
  await page.getByRole('link', { name: 'Show all' }).press('Enter');
  const search = page.getByRole('searchbox', { name: 'Find a workspace' });
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('');
  const { data } = (await (await page.request.get(`${product.url}/api/v1/admin/workspaces?q=demo%40tollgate.test`)).json()) as { data: { id: string }[] };
  const at = `/admin/workspaces/${data[0]?.id}`;
  const open = async () => {
    await page.goto(at);
    await page.getByRole('heading', { level: 2, name: 'Limits and exceptions' }).waitFor();
  };
  const except = async (exception: object) => expect((await page.request.post(`${product.url}/api/v1${at}/overrides`, { data: { reason: 'Their launch on Friday, agreed by phone', ...exception }, headers: { origin: product.url } })).status()).toBe(201);
  await except({ kind: 'limit', meter: 'calls', window: 'month', limit: 500_000 });
  await except({ kind: 'limit', meter: 'calls', window: 'month', limit: 750_000, expiresAt: new Date(Date.now() + 86_400_000 * 14).toISOString() });
  await except({ kind: 'grant', meter: 'credits', units: 2_500 });
  await capture(page, 'admin-workspace', open);
  await capture(page, 'admin-override-dialog', async () => {
    await open();
    await page.getByRole('button', { name: 'Make an exception' }).click();
    await page.getByRole('dialog').waitFor();
  });
  await capture(page, 'admin-shadow', opening(page, '/admin/shadow', 'Shadow limits'));
  await capture(page, 'admin-debt', opening(page, '/admin/debt', 'Outages and debt'));
  const week = page.getByRole('link', { name: '7 days', exact: true });
  await week.press('Enter');
  await expect(page.getByText(/in the last 7 days\.$/).first()).toBeVisible();
  await expect(week).toBeFocused();
});
