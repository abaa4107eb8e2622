import type { APIRequestContext, Page } from '@playwright/test';
import pg from 'pg';
import { expectMails, greeting, receipt } from './inbox';
import { advanceTo, afterThePeriod, atItsHour, movingTime, subscriber } from './moving-time';
import { axe, expect } from './product';
import { subscriptionOf } from './subscriber';
import type { Running } from '@/scripts/run-product';

const test = movingTime('ops-center');

const keyOf = async (page: Page, product: Running): Promise<string> => {
  const made = await page.request.post(`${product.url}/api/v1/api-keys`, { data: { name: 'Pager', scopes: ['gateway'] }, headers: { origin: product.url } });
  return ((await made.json()) as { key: string }).key;
};
const call = async (request: APIRequestContext, product: Running, key: string, path: string): Promise<number> =>
  (await request.post(`${product.url}/gateway/v1/${path}`, { data: {}, headers: { authorization: `Bearer ${key}` } })).status();

/** As if this many calls had been made in the workspace's billing period already. */
const asIfUsed = async (product: Running, email: string, used: number): Promise<void> => {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  const { rowCount } = await client.query(
    `UPDATE usage_counters c SET used = $2 FROM members m JOIN users u ON u.id = m.user_id
     WHERE u.email = $1 AND m.workspace_id = c.workspace_id AND c."window" = 'billing_period'`, [email, used],
  );
  await client.end();
  expect(rowCount, 'counters of one workspace').toBeGreaterThan(0);
};

test('calls beyond a soft limit pass, are shown with what they cost, and are on the next invoice', async ({ page, product }) => {
  const person = await subscriber(page, product, { plan: 'pro' });
  const key = await keyOf(page, product);
  expect(await call(page.request, product, key, 'diagnose')).toBe(200);
  await asIfUsed(product, person.email, 9_999);
  for (let i = 0; i < 3; i += 1) expect(await call(page.request, product, key, 'diagnose')).toBe(200);
  await page.goto('/usage');
  await expect(page.getByText('Calls beyond it pass and are billed at $5.00 for every begun 1,000 calls, $5.00 so far.').first()).toBeVisible();
  await atItsHour(product, 'notify_alerts');
  await atItsHour(product, 'report_overage');
  await page.goto('/payment-methods');
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('region', { name: 'Next invoice' })).toContainText('$54.00', { timeout: 1_000 });
  }).toPass();
  await afterThePeriod(page, product, person);
  await expectMails(page.request, product, person.email, [greeting, /^Receipt for \$49\.00$/, /^The limit of 10,000 calls is reached$/, /^Receipt for \$54\.00$/]);
  await page.goto('/invoices');
  await page.getByRole('row', { name: /\$54\.00/ }).getByRole('link').first().click();
  await expect(page.getByRole('table', { name: 'Lines' }).getByRole('row', { name: /\$5\.00/ })).toBeVisible();
});

test('a downgrade that is set is looked at again before its day, and is not done while a feature that would go is used', async ({ page, product }) => {
  const person = await subscriber(page, product, { plan: 'pro' });
  const key = await keyOf(page, product);
  await page.goto('/plans/change?plan=starter&interval=month');
  await page.getByRole('button', { name: /^Schedule downgrade for \d/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Downgrade to Starter: set for / })).toBeVisible();
  // Half a day before it is due, what would be lost is used.
  await advanceTo(page, product, person, Date.parse((await subscriptionOf(page, product)).period.end) - 12 * 3_600_000);
  expect(await call(page.request, product, key, 'runbooks/7/run')).toBe(200);
  await atItsHour(product, 'watch_subscriptions');
  const [, , , kept] = await expectMails(page.request, product, person.email, [greeting, receipt, /^Your plan changes to Starter on \d/, /^Your plan did not change to Starter$/]);
  expect(kept?.text).toContain('Runbooks');
  expect(await subscriptionOf(page, product)).toMatchObject({ plan: { id: 'pro' }, scheduled: null });

  await page.goto('/plans/change?plan=starter&interval=month');
  const blocked = page.getByRole('alert', { name: 'This cannot be done yet' });
  await expect(blocked.getByText('Runbooks', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Not possible yet' })).toBeDisabled();
  expect(await axe(page)).toEqual([]);
});

test('a downgrade that nothing blocks is in force on its day, and is told', async ({ page, product }) => {
  const person = await subscriber(page, product, { plan: 'pro' });
  await page.goto('/plans/change?plan=starter&interval=month');
  await page.getByRole('button', { name: /^Schedule downgrade for \d/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Downgrade to Starter: set for / })).toBeVisible();
  await afterThePeriod(page, product, person);
  await page.goto('/plans');
  await expect(page.getByRole('region', { name: 'Starter', exact: true }).getByText('Current plan')).toBeVisible();
  await expectMails(page.request, product, person.email, [greeting, /^Receipt for \$49\.00$/, /^Your plan changes to Starter on \d/, /^Receipt for \$19\.00$/, /^You are now on Starter$/]);
});
