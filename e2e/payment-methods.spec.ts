import type { Page } from '@playwright/test';
import { answerBank, cards, fillCard } from './card-fields';
import { axe, expect, test, type Person } from './product';

const rowOf = (page: Page, card: string | RegExp) => page.getByRole('list', { name: 'Cards', exact: true }).getByRole('listitem').filter({ hasText: card });
const openActions = (page: Page, card: string) => page.getByRole('button', { name: `Actions for ${card}` }).click();

const addCard = async (page: Page, number: string, given: { isDefault?: boolean } = {}): Promise<void> => {
  await page.getByRole('button', { name: 'Add card' }).click();
  await fillCard(page, number);
  if (given.isDefault === false) await page.getByLabel('Pay with this card from now on').uncheck();
  await page.getByRole('button', { name: 'Save card' }).click();
  // The list shows the card a moment before the form goes and gives the focus back, which closes a menu.
  await expect(page.getByRole('form', { name: 'New card' })).toHaveCount(0);
};

/** A first purchase, over HTTP and the sandbox's own hand. */
const subscribe = async (page: Page, product: { url: string; stripeUrl: string | null }): Promise<void> => {
  const bought = await page.request.post(`${product.url}/api/v1/subscriptions/change`, { data: { plan: 'starter', interval: 'month' }, headers: { origin: product.url } });
  const { sessionId } = (await bought.json()) as { sessionId: string };
  expect((await page.request.post(`${product.stripeUrl}/_sandbox/checkout/${sessionId}/complete`, { data: {} })).status()).toBe(200);
  await page.request.get(`${product.url}/api/v1/subscriptions/checkouts/${sessionId}`);
};

const greeted = (person: Person) => expect(person.email).toContain('@');

test('a first card is added in Stripe’s fields and becomes the default; a second one only when wanted', async ({ page, person }) => {
  greeted(person);
  await page.goto('/payment-methods');
  await expect(page.getByText('No card yet')).toBeVisible();
  await addCard(page, cards.good);
  await expect(page.getByText('Visa ending in 4242 is added and pays from now on.')).toBeVisible();
  await expect(rowOf(page, '4242').getByText('Default', { exact: true })).toBeVisible();
  expect(await page.content(), 'the number never comes to the page').not.toContain(cards.good);

  await addCard(page, cards.another, { isDefault: false });
  await expect(rowOf(page, '4444')).toBeVisible();
  await expect(rowOf(page, '4444').getByText('Default', { exact: true })).toHaveCount(0);
  await openActions(page, 'Mastercard ending in 4444');
  await page.getByRole('menuitem', { name: 'Make default' }).click();
  await expect(rowOf(page, '4444').getByText('Default', { exact: true })).toBeVisible();
  await expect(rowOf(page, '4242').getByText('Default', { exact: true })).toHaveCount(0);

  await openActions(page, 'Visa ending in 4242');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove Visa ending in 4242?' }).getByRole('button', { name: 'Remove card' }).click();
  await expect(rowOf(page, '4242')).toHaveCount(0);
  await page.reload();
  await expect(rowOf(page, '4444')).toBeVisible();
  expect(await axe(page)).toEqual([]);
});

test('a declined card says so and can be corrected in place; the bank’s question is answered in place, once, also where the card is not taken up at first', async ({ page, person, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of 402/, /ERR_FAILED/);
  await page.goto('/payment-methods?new=1');
  await fillCard(page, cards.declined);
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(page.getByRole('form', { name: 'New card' }).getByRole('alert')).toHaveText('Your card was declined.');
  await expect(rowOf(page, '0002')).toHaveCount(0);

  await fillCard(page, cards.asksOnce);
  await page.getByRole('button', { name: 'Save card' }).click();
  await answerBank(page, 'Fail');
  await expect(page.getByRole('form', { name: 'New card' }).getByRole('alert')).toBeVisible();
  await expect(rowOf(page, '3155')).toHaveCount(0);

  await page.route('**/api/v1/payment-methods', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  await fillCard(page, cards.asksOnce);
  await page.getByRole('button', { name: 'Save card' }).click();
  await answerBank(page, 'Complete');
  await expect(page.getByRole('form', { name: 'New card' }).getByRole('alert')).toContainText('cannot be reached');
  await page.unroute('**/api/v1/payment-methods');
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(rowOf(page, '3155').getByText('Default', { exact: true })).toBeVisible();
});

test('the only card of a live subscription cannot be removed, and says why', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product);
  await page.goto('/payment-methods');
  await expect(rowOf(page, '4242')).toContainText('The subscription is paid with it. To remove it, add another card first.');
  await expect(page.getByRole('button', { name: /^Actions for Visa/ })).toHaveCount(0);
  const { data } = (await (await page.request.get(`${product.url}/api/v1/payment-methods`)).json()) as { data: { id: string }[] };
  const refused = await page.request.delete(`${product.url}/api/v1/payment-methods/${data[0]?.id}`, { headers: { origin: product.url } });
  expect(refused.status()).toBe(409);

  await addCard(page, cards.another);
  await expect(rowOf(page, '4444').getByText('Default', { exact: true })).toBeVisible();
  await expect(rowOf(page, '4444')).toContainText('The subscription is paid with it. To remove it, make another card the default first.');
  await openActions(page, 'Visa ending in 4242');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove card' }).click();
  await expect(rowOf(page, '4242')).toHaveCount(0);
});

test('billing details and tax ids are kept, and a wrong number is said at its field', async ({ page, person, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of 422/);
  await page.goto('/payment-methods');
  await page.getByRole('button', { name: 'Add details' }).click();
  const form = page.getByRole('form', { name: 'Billing details' });
  await form.getByLabel('Name or company').fill('Acme GmbH');
  await form.getByLabel('E-mail for invoices').fill('bills@acme.test');
  await form.getByLabel('Country').selectOption('DE');
  await form.getByLabel('Street and number').fill('Hauptstraße 1');
  await form.getByLabel('Postal code').fill('10115');
  await form.getByLabel('City').fill('Berlin');
  await form.getByRole('button', { name: 'Save details' }).click();
  const card = page.getByRole('region', { name: 'Billing details' });
  await expect(card.getByText('10115 Berlin')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Edit' })).toBeFocused();

  await page.getByRole('button', { name: 'Add tax id' }).click();
  const taxForm = page.getByRole('form', { name: 'New tax id' });
  await expect(taxForm.getByLabel('Kind')).toBeFocused();
  await taxForm.getByLabel('Number').fill('nonsense');
  await taxForm.getByRole('button', { name: 'Add tax id' }).click();
  await expect(taxForm.getByLabel('Number')).toHaveAccessibleDescription(/Invalid value for eu_vat/);
  await taxForm.getByLabel('Number').fill('DE123456789');
  await taxForm.getByRole('button', { name: 'Add tax id' }).click();
  await expect(card.getByText('Verified')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Add tax id' })).toBeFocused();
  await page.reload();
  await expect(card.getByText('DE123456789')).toBeVisible();
  await expect(card.getByText('Germany')).toBeVisible();
  await card.getByRole('button', { name: /^Remove .* DE123456789$/ }).click();
  await expect(card.getByText('DE123456789')).toHaveCount(0);
  await expect(card.getByRole('heading', { name: 'Tax ids' })).toBeFocused();
});

test('Stripe’s own portal is one click away and leads back', async ({ page, person }) => {
  greeted(person);
  await page.goto('/payment-methods');
  await page.getByRole('button', { name: 'Open Stripe’s portal' }).click();
  await expect(page).toHaveURL(/\/p\/session\//);
  await page.getByRole('link', { name: /Return to/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Payment methods' })).toBeVisible();
});

test('all of it works by keyboard', async ({ page, person }) => {
  greeted(person);
  await page.goto('/payment-methods');
  await expect(page.getByRole('button', { name: 'Add card' })).toBeEnabled();
  await page.getByRole('button', { name: 'Add card' }).focus();
  await page.keyboard.press('Enter');
  await fillCard(page, cards.good);
  await expect(page.getByRole('button', { name: 'Save card' })).toBeEnabled();
  await page.getByRole('button', { name: 'Save card' }).focus();
  await page.keyboard.press('Enter');
  await expect(rowOf(page, '4242')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add card' })).toBeFocused();
  await page.getByRole('button', { name: 'Actions for Visa ending in 4242' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Remove Visa ending in 4242?' }).waitFor();
  await page.keyboard.press('Escape');
  await expect(rowOf(page, '4242')).toBeVisible();
});
