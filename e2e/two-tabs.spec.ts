import type { Page } from '@playwright/test';
import pg from 'pg';
import { expect, newPerson, signUp, test, type Person } from './product';
import type { Running } from '@/scripts/run-product';

/** The menu that says which workspace a tab shows. */
const workspaceOf = (tab: Page, { name }: Person) => tab.getByRole('button', { name: `${name}’s workspace` });

/** As if the owner had made this person an owner too. */
const letIn = async (product: Running, owner: Person, person: Person): Promise<void> => {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  const { rowCount } = await client.query(
    `INSERT INTO members (workspace_id, user_id, role, created_at)
     SELECT m.workspace_id, guest.id, 'owner', app_now() FROM members m JOIN users u ON u.id = m.user_id, users guest WHERE u.email = $1 AND guest.email = $2`, [owner.email, person.email],
  );
  await client.end();
  expect(rowCount).toBe(1);
};

test('what is pressed in a tab of one workspace is not done in the one that another tab has switched to', async ({ page, person, product, request, expectedErrors }) => {
  expectedErrors.push(/status of 409/, /net::ERR_FAILED/);
  const owner = newPerson();
  await signUp(request, product, owner);
  await letIn(product, owner, person);
  await page.goto('/api-keys');
  await expect(workspaceOf(page, person)).toBeVisible();
  await page.getByRole('button', { name: 'Create API key' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Meant for the first');
  // Else the page could learn of the switch before the button is pressed.
  await page.route('**/api/v1/**', (route) => (route.request().method() === 'GET' ? route.abort() : route.continue()));

  const other = await page.context().newPage();
  await other.goto('/overview');
  await workspaceOf(other, person).click();
  await other.getByRole('menuitemradio', { name: `${owner.name}’s workspace` }).click();
  await expect(workspaceOf(other, owner)).toBeVisible();

  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
  await expect(workspaceOf(page, owner)).toBeVisible();
  await expect(page.getByText('No keys yet')).toBeVisible();
  await page.unroute('**/api/v1/**');
  const keys = async () => ((await (await page.request.get(`${product.url}/api/v1/api-keys`)).json()) as { data: { name: string }[] }).data.map((one) => one.name);
  expect(await keys()).toEqual([]);

  await page.goto('/api-keys?new=1');
  await page.getByRole('dialog').getByLabel('Name').fill('Meant for the second');
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('Copy this key now.')).toBeVisible();
  expect(await keys()).toEqual(['Meant for the second']);
});

test('a tab that is only looked at shows the workspace that another tab has switched to', async ({ page, person, product, request, expectedErrors }) => {
  expectedErrors.push(/status of 409/);
  const owner = newPerson();
  await signUp(request, product, owner);
  await letIn(product, owner, person);
  await page.goto('/usage');
  await expect(workspaceOf(page, person)).toBeVisible();
  const { workspaces } = (await (await page.request.get(`${product.url}/api/v1/me`)).json()) as { workspaces: { id: string; name: string }[] };
  const second = workspaces.find((one) => one.name.startsWith(owner.name));
  await page.request.patch(`${product.url}/api/v1/me`, { data: { workspaceId: second?.id }, headers: { origin: product.url } });
  await expect(workspaceOf(page, owner)).toBeVisible();
  expect((await page.waitForResponse(/\/api\/v1\/usage\/current$/)).status(), 'it is loaded again once').toBe(200);
});
