import type { Page } from '@playwright/test';
import { answerBank, cards } from './card-fields';
import { expectMails, greeting, receipt } from './inbox';
import { axe, expect, test, type Person } from './product';
import { atStripe, newestInvoice, subscribe, subscriptionOf, useCard } from './subscriber';

const greeted = (person: Person) => expect(person.email).toContain('@');
const currentPlan = (page: Page, name: string) => page.getByRole('region', { name, exact: true }).getByText('Current plan');
const bill = (page: Page) => page.getByRole('region', { name: 'What you pay' });
const confirm = (page: Page, name: RegExp | string) => page.getByRole('button', { name });
const done = (page: Page, name: RegExp | string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

const twice = (subject: RegExp) => [subject, subject];

/** `$38.71` of a button as cents. */
const centsOf = (text: string | null): number => Number((/\$([\d,]+\.\d\d)/.exec(text ?? '')?.[1] ?? 'NaN').replaceAll(/[,.]/g, ''));

test('an upgrade charges to the cent what the button says, and gives a receipt', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans');
  await page.getByRole('link', { name: /^Upgrade to Business/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Upgrade to Business' })).toBeVisible();
  await expect(bill(page).getByText('Visa ending in 4242')).toBeVisible();
  const button = confirm(page, /^Pay \$.* and upgrade$/);
  const shown = centsOf(await button.textContent());
  expect(shown).toBeGreaterThan(0);
  await expect(bill(page).getByText('due now', { exact: true })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await button.click();
  await done(page, 'You are on Business');
  const invoice = await newestInvoice(page, product);
  expect([invoice.status, invoice.amountPaidMinor]).toEqual(['paid', shown]);
  await expect(page.getByRole('link', { name: `Receipt ${invoice.number}` })).toBeVisible();
  await page.getByRole('link', { name: 'See your plan' }).click();
  await expect(currentPlan(page, 'Business')).toBeVisible();
  await page.getByRole('link', { name: 'History of changes' }).click();
  await expect(page.getByRole('row', { name: /Upgraded.*Starter.*Business/ })).toContainText(person.name);
  const paid = new RegExp(`^Receipt for \\$${(shown / 100).toFixed(2)}$`);
  const [, , , confirmed] = await expectMails(page.request, product, person.email, [greeting, /^Receipt for \$19\.00$/, paid, /^You are now on Business$/]);
  expect(confirmed?.text).toContain(`$${(shown / 100).toFixed(2)}`);
});

test('a card that asks the bank upgrades once the bank agreed, and not before', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  await useCard(page, cards.asksAlways, { answer: () => answerBank(page, 'Complete') });
  await page.goto('/plans/change?plan=business&interval=month');
  await confirm(page, /^Pay \$.* and upgrade$/).click();
  await expect(page.getByRole('dialog', { name: '3-D Secure authentication' })).toBeVisible();
  expect((await subscriptionOf(page, product)).plan.id, 'nothing is granted before it is paid').toBe('starter');
  await answerBank(page, 'Complete');
  await done(page, 'You are on Business');
  await expect.poll(async () => (await subscriptionOf(page, product)).plan.id).toBe('business');
});

test('a declined card keeps the old plan, says so, and the change can be finished or dropped', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  await useCard(page, cards.failsLater);
  await page.goto('/plans/change?plan=business&interval=month');
  await confirm(page, /^Pay \$.* and upgrade$/).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(/declined/i);
  await expect(page.getByRole('link', { name: 'Use another card' })).toBeVisible();
  expect((await subscriptionOf(page, product)).plan.id).toBe('starter');
  await page.goto('/plans');
  await expect(currentPlan(page, 'Starter')).toBeVisible();
  await expect(page.getByText('The change to Business waits for its payment')).toBeVisible();
  await page.getByRole('button', { name: 'Drop the change' }).click();
  await expect(page.getByText('The change to Business waits for its payment')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 2, name: 'Your plan: Starter' })).toBeFocused();
  expect((await subscriptionOf(page, product)).pendingPayment).toBeNull();
});

test('a downgrade is set for the period’s end, is seen on every page of plans, and can be undone', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'business' });
  await page.goto('/plans');
  await page.getByRole('link', { name: /^Downgrade to Starter/ }).click();
  await expect(page.getByRole('heading', { name: /^What you lose from / })).toBeVisible();
  await expect(page.getByText('Audit log')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Stay, and pay/ }), 'an offer to stay lies beside it').toBeVisible();
  await confirm(page, /^Schedule downgrade for \d/).click();
  await done(page, /^Downgrade to Starter: set for /);
  await page.getByRole('link', { name: 'See your plan' }).click();
  const card = page.getByRole('region', { name: /^Your plan/ });
  await expect(card.getByText(/^Changes to Starter, \$19\.00 a month, on /)).toBeVisible();
  await expect(currentPlan(page, 'Business')).toBeVisible();
  await card.getByRole('button', { name: 'Undo' }).click();
  await expect(card.getByText(/^Changes to Starter/)).toHaveCount(0);
  await expect(card.getByRole('heading', { name: 'Your plan: Business' })).toBeFocused();
  expect((await subscriptionOf(page, product)).scheduled).toBeNull();
  await page.goto('/plans/history');
  await expect(page.getByRole('row', { name: /Scheduled change undone/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Downgrade scheduled/ })).toBeVisible();
  const [, , scheduled] = await expectMails(page.request, product, person.email, [greeting, receipt, /^Your plan changes to Starter on \d/, /^You keep Business$/]);
  expect(scheduled?.text).toContain('Until then you can undo this.');
});

test('what stands in the way of a downgrade is named, with the way to put it right', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'business' });
  for (let i = 1; i <= 6; i += 1) {
    const made = await page.request.post(`${product.url}/api/v1/api-keys`, { data: { name: `Server ${i}`, scopes: ['gateway'] }, headers: { origin: product.url } });
    expect(made.ok(), await made.text()).toBe(true);
  }
  await page.goto('/plans/change?plan=starter&interval=month');
  const blocked = page.getByRole('alert', { name: 'This cannot be done yet' });
  await expect(blocked).toBeVisible();
  for (let i = 1; i <= 6; i += 1) await expect(blocked.getByText(`Server ${i}`, { exact: true })).toBeVisible();
  await expect(confirm(page, 'Not possible yet')).toBeDisabled();
  expect(await axe(page)).toEqual([]);
  await blocked.getByRole('link', { name: 'Go to the API keys' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'API keys' })).toBeVisible();
});

test('a promotion code is tried against the change, refused with a reason, and taken off the bill', async ({ page, person, product, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of 4(04|09|22)/);
  const code = `HALF${(person.email.split('@')[0] ?? '').replaceAll(/\W/g, '').toUpperCase()}`;
  const coupon = await atStripe<{ id: string }>(page.request, product, 'coupons', { percent_off: '50', duration: 'once', name: 'Half off' });
  await atStripe(page.request, product, 'promotion_codes', { code, 'promotion[type]': 'coupon', 'promotion[coupon]': coupon.id });
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans/change?plan=business&interval=month');
  const button = confirm(page, /^Pay \$.* and upgrade$/);
  await expect(button).toBeEnabled();
  const full = centsOf(await button.textContent());
  const field = page.getByLabel('Promotion code');
  await field.fill('NO-SUCH-CODE');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(field).toHaveAccessibleDescription(/./);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill(code);
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText(`${code}: 50 % off`)).toBeVisible();
  const remover = page.getByRole('button', { name: `Remove the code ${code}` });
  await expect(remover).toBeFocused();
  await remover.press('Enter');
  await expect(field).toBeFocused();
  await field.fill(code);
  await field.press('Enter');
  await expect(remover).toBeFocused();
  await expect.poll(async () => centsOf(await button.textContent())).toBeLessThan(full);
  await expect(button).toBeEnabled();
  const shown = centsOf(await button.textContent());
  await button.click();
  await done(page, 'You are on Business');
  expect((await newestInvoice(page, product)).amountPaidMinor).toBe(shown);
});

test('a month becomes a year and goes back, and what was paid for the rest of the year is credit', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans');
  await page.getByRole('radio', { name: 'Yearly' }).click();
  await expect(page.getByText('saves $38.00 a year (17 %)')).toBeVisible();
  await page.getByRole('link', { name: /^Switch to yearly/ }).click();
  const button = confirm(page, /^Pay \$.* and switch to yearly$/);
  const shown = centsOf(await button.textContent());
  await button.click();
  await done(page, 'Starter is billed yearly');
  expect((await newestInvoice(page, product)).amountPaidMinor).toBe(shown);
  expect((await subscriptionOf(page, product)).interval).toBe('year');

  await page.goto('/plans/change?plan=starter&interval=month');
  await expect(bill(page)).toContainText(/Credit for your next invoices\s*\$171\.00/);
  await confirm(page, 'Switch to monthly now, nothing due').click();
  await done(page, 'Starter is billed monthly');
  await expectMails(page.request, product, person.email, [greeting, /^Receipt for \$19\.00$/, receipt, ...twice(/^Your plan Starter has changed$/)]);
});

test('seats are added now and removed at the period’s end', async ({ page, person, product }) => {
  greeted(person);
  await subscribe(page, product, { plan: 'business', quantity: 2 });
  await page.goto('/plans');
  await page.getByRole('link', { name: 'Change seats' }).first().click();
  const seats = page.getByRole('spinbutton', { name: 'Seats' });
  await expect(seats).toHaveValue('2');
  await expect(confirm(page, 'Nothing to change')).toBeDisabled();
  await seats.fill('');
  await expect(seats).toHaveValue('');
  await seats.pressSequentially('12');
  await expect(seats).toHaveValue('12');
  await seats.fill('2');
  await page.getByRole('button', { name: 'One seat more' }).click();
  const add = confirm(page, /^Pay \$.* and go to 3 seats$/);
  await expect(add).toBeEnabled();
  const shown = centsOf(await add.textContent());
  await add.click();
  await done(page, 'You have 3 seats');
  expect((await newestInvoice(page, product)).amountPaidMinor).toBe(shown);

  await page.goto('/plans/change?plan=business&interval=month');
  await seats.focus();
  for (const expected of ['2', '1']) {
    await page.keyboard.press('ArrowDown');
    await expect(seats).toHaveValue(expected);
  }
  await confirm(page, /^Schedule 1 seat for \d/).click();
  await done(page, /^Change seats: set for /);
  const { quantity, scheduled } = await subscriptionOf(page, product);
  expect([quantity, scheduled?.to.quantity]).toEqual([3, 1]);
  await expectMails(page.request, product, person.email, [greeting, /^Receipt for \$118\.00$/, receipt, /^Your plan Business has changed$/, /^Your plan Business changes on \d/]);
});

test('a price that moved meanwhile is shown afresh, of that choice only, and nothing is charged before it is confirmed again', async ({ page, person, product, expectedErrors }) => {
  greeted(person);
  expectedErrors.push(/status of 409/);
  await subscribe(page, product, { plan: 'starter' });
  await page.goto('/plans/change?plan=business&interval=month');
  const button = confirm(page, /^Pay \$.* and upgrade$/);
  await expect(button).toBeEnabled();
  const before = centsOf(await button.textContent());
  const { offer } = (await (await page.request.get(`${product.url}/api/v1/subscriptions/retention-offer?for=cancel`)).json()) as { offer: { offerId: string } };
  const taken = await page.request.post(`${product.url}/api/v1/subscriptions/retention-offer/accept`, { data: { offerId: offer.offerId }, headers: { origin: product.url } });
  expect(taken.ok()).toBe(true);
  const paidBefore = (await newestInvoice(page, product)).number;
  await button.click();
  const changed = page.getByRole('main').getByRole('alert').filter({ hasText: 'The price changed.' });
  await expect(changed).toBeFocused();
  expect((await newestInvoice(page, product)).number, 'nothing was charged').toBe(paidBefore);
  await expect(button).toBeEnabled();
  const after = centsOf(await button.textContent());
  expect(after).not.toBe(before);
  await page.getByRole('radio', { name: 'Year' }).click();
  await expect(changed).toHaveCount(0);
  await page.getByRole('radio', { name: 'Month' }).click();
  await expect(button).toHaveText(new RegExp(`\\$${(after / 100).toFixed(2)} `));
  await expect(button).toBeEnabled();
  await button.click();
  await done(page, 'You are on Business');
  expect((await newestInvoice(page, product)).amountPaidMinor).toBe(after);
});

test.describe('in French', () => {
  test.use({ locale: 'fr-FR', extraHTTPHeaders: { 'accept-language': 'fr-FR' } });

  test('who reads French is told of a change in French, with its amount', async ({ page, person, product }) => {
    await subscribe(page, product, { plan: 'starter' });
    await page.goto('/plans/change?plan=business&interval=month');
    const button = confirm(page, /^Pay \$.* and upgrade$/);
    const shown = (centsOf(await button.textContent()) / 100).toFixed(2).replace('.', ',');
    await button.click();
    await done(page, 'You are on Affaires');
    const receiptOf = (amount: string) => new RegExp(`^Reçu de ${amount}\\s\\$$`);
    const [, , , told] = await expectMails(page.request, product, person.email, [/^Bienvenue chez /, receiptOf('19,00'), receiptOf(shown), /^Vous avez maintenant l’offre Affaires$/]);
    for (const words of [/Le changement a pris effet le \d/, /Avant\s: Starter, 19,00\s\$ par mois/, /Maintenant\s: Affaires, 59,00\s\$ par mois/, new RegExp(`Débité\\s: ${shown}\\s\\$`)]) expect(told?.text).toMatch(words);
  });
});
