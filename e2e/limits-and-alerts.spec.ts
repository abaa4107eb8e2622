import type { Page } from '@playwright/test';
import { callGateway, makeKey, putAlertRules, putLimit } from './metered';
import { atItsHour, newcomer } from './moving-time';
import { expect, test } from './product';

const setLimit = async (page: Page, key: string, amount: string): Promise<void> => {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('For', { exact: true }).selectOption({ label: `Key: ${key}` });
  await dialog.getByLabel('In each').selectOption('day');
  await dialog.getByLabel(/^Most calls/).fill(amount);
  await dialog.getByRole('button', { name: 'Set limit' }).click();
  await expect(dialog).toBeHidden();
};

test('a rule of 80 % tells of the call that crosses it, once read it is read; a key’s own limit refuses, and passes again when it is raised', async ({ page, person, product, request }) => {
  const { key } = await makeKey(page, product, 'My laptop');
  await page.goto('/alerts');
  const remove = (threshold: number) => page.getByRole('button', { name: `Remove ${threshold} % of API calls` });
  await remove(50).press('Enter');
  await expect(remove(80)).toBeFocused();
  await remove(90).click();
  await page.getByRole('link', { name: 'Unread', exact: true }).press('Enter');
  await expect(page.getByText('No unread alerts')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Unread', exact: true })).toBeFocused();
  await page.getByRole('link', { name: 'Show all alerts' }).press('Enter');
  await expect(page.getByRole('region', { name: 'Inbox' })).toBeFocused();
  let letGo = () => {};
  const isEdited = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/api/v1/alert-rules', async (route) => {
    await isEdited;
    await route.continue();
  });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  await remove(100).click();
  letGo();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await expect(remove(80)).toBeVisible();
  for (const threshold of [50, 90, 100]) await expect(remove(threshold)).toBeHidden();
  await save.press('Enter');
  await expect(save).toBeDisabled();
  await expect(page.getByRole('region', { name: 'When you are told' })).toBeFocused();

  await page.goto('/usage/limits');
  await page.getByRole('button', { name: 'Set a limit', exact: true }).click();
  await setLimit(page, 'My laptop', '5');
  await expect(page.getByRole('list', { name: 'For API keys' })).toContainText('0 calls of 5 calls a day');

  expect(await callGateway(page, product, key, 3)).toEqual([200, 200, 200]);
  await page.goto('/alerts');
  await expect(page.getByText('No alerts yet')).toBeVisible();
  expect(await callGateway(page, product, key, 1)).toEqual([200]);
  await page.reload();
  const alert = page.getByRole('listitem').filter({ hasText: '80 % of 5 calls a day used' });
  await expect(alert).toContainText('Warning');
  await expect(page.getByRole('navigation', { name: 'Main' }).first()).toContainText('1 unread');
  await alert.getByRole('button', { name: /^Mark read/ }).click();
  await expect(alert.getByRole('button', { name: /^Mark read/ })).toBeHidden();
  await expect(page.getByRole('region', { name: 'Inbox' })).toBeFocused();
  await alert.getByRole('link', { name: /^Which call/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Why this call passed' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Limits at that moment' })).toContainText('4 calls of 5 calls a day');

  expect(await callGateway(page, product, key, 2)).toEqual([200, 429]);
  await page.goto('/usage/limits');
  await expect(page.getByRole('list', { name: 'For API keys' })).toContainText('Limit reached');
  await page.getByRole('button', { name: /^Change: Key “My laptop”/ }).click();
  await page.getByRole('dialog').getByLabel(/^Most calls/).fill('10');
  await page.getByRole('dialog').getByRole('button', { name: 'Change limit' }).click();
  await expect(page.getByRole('list', { name: 'For API keys' })).toContainText('5 calls of 10 calls a day');
  expect(await callGateway(page, product, key, 1)).toEqual([200]);
  await page.goto('/alerts');
  await expect(alert).toContainText('Recovered');

  await atItsHour(product, 'notify_alerts');
  const mails = async () => ((await (await request.get(`${product.mailUrl}/messages?to=${encodeURIComponent(person.email)}`)).json()) as { subject: string }[]).filter((mail) => mail.subject === '80 % of 5 calls used today').length;
  await expect.poll(mails).toBe(1);
});

test('an alert on an older page that is marked read shows as read', async ({ page, product }) => {
  await newcomer(page, product);
  const { id, key } = await makeKey(page, product, 'My laptop');
  await putAlertRules(page, product, [{ meter: 'calls', thresholds: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], email: false }]);
  for (const whose of [{ scope: 'workspace', window: 'day' }, { scope: 'workspace', window: 'month' }, { scope: { key: id }, window: 'day' }]) {
    await putLimit(page, product, { ...whose, meter: 'calls', limit: 1, mode: 'hard' });
  }
  expect(await callGateway(page, product, key, 1)).toEqual([200]);

  await page.goto('/alerts');
  const alerts = page.getByRole('list', { name: 'Alerts, newest first' }).getByRole('listitem');
  await expect(alerts).toHaveCount(25);
  await page.getByRole('button', { name: 'Show older alerts' }).click();
  await expect(alerts).toHaveCount(30);
  await expect(page.getByRole('button', { name: 'Show older alerts' })).toBeHidden();
  await expect(page.getByText('There is nothing older.')).toBeFocused();
  const markRead = { name: /^Mark read/ };
  await alerts.last().getByRole('button', markRead).click();
  await expect(alerts.last().getByRole('button', markRead)).toBeHidden();
  await expect(alerts.getByRole('button', markRead)).toHaveCount(29);
  await expect(alerts.nth(28).getByRole('button', markRead)).toBeFocused();
  await page.getByRole('button', { name: 'Mark all read' }).click();
  await expect(page.getByRole('region', { name: 'Inbox' })).toBeFocused();
});
