import { tabTo } from './keyboard';
import { expect, test } from './product';
import { subscribe, subscriptionOf } from './subscriber';

test('a plan is changed without a mouse, and the focus follows what happened', async ({ page, person, product }) => {
  expect(person.email).toContain('@');
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans');
  await tabTo(page, /^Upgrade to Business/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Upgrade to Business' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Pay \$.* and upgrade$/ })).toBeEnabled();
  await tabTo(page, /^Pay \$.* and upgrade$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'You are on Business' })).toBeFocused();
  expect((await subscriptionOf(page, product)).plan.id).toBe('business');

  await page.goto('/invoices');
  await tabTo(page, /^Open$/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing is open')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open', exact: true })).toBeFocused();
});

test('a plan is canceled and kept again without a mouse', async ({ page, person, product }) => {
  expect(person.email).toContain('@');
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans');
  await tabTo(page, /^Cancel plan$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Cancel Starter' })).toBeVisible();
  const atTheEnd = page.getByRole('radio', { name: /^On \d/ });
  for (let i = 0; i < 40 && !(await atTheEnd.evaluate((radio) => radio === document.activeElement)); i += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /^Now/ })).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(atTheEnd).toBeChecked();
  await tabTo(page, /^Cancel Starter on \d/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^Starter ends on / })).toBeFocused();
  await tabTo(page, /^Undo, keep Starter$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'You keep Starter' })).toBeFocused();
  expect((await subscriptionOf(page, product)).cancelAt).toBeNull();
});
