import { answerBank, cards } from './card-fields';
import { expectMails, greeting, receipt } from './inbox';
import { advanceTo, movingTime, newcomer, subscriber, timeTest as test } from './moving-time';
import { expect } from './product';
import { newestInvoice, subscriptionOf, useCard } from './subscriber';

const hour = 3_600_000;

/** A catalogue whose trial asks for no card, and ends with the plan where there is none. */
const cardlessTest = movingTime('alwrity');

test('a trial begins in Checkout without a charge, is told of before its end, and ends early for the amount that was said', async ({ page, product }) => {
  const person = await newcomer(page, product);
  await page.goto('/plans');
  await page.getByRole('button', { name: /^Upgrade to Pro.*14 days free, then \$49\.00 a month/ }).click();
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await page.getByLabel('Expiration date').fill('12 / 34');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: 'Start trial, pay $0.00' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your trial of Pro has begun' })).toBeVisible();
  const { trialEnd } = await subscriptionOf(page, product);
  await advanceTo(page, product, person, Date.parse(trialEnd ?? '') - 71 * hour);

  await page.goto('/overview');
  const notice = page.getByRole('status', { name: 'About your plan' });
  await expect(notice).toContainText(/Your trial of Pro ends on .*, in 3 days/);
  await expect(notice).toContainText('The first payment is then charged to Visa ending in 4242.');
  const ends = /^Your trial of Pro ends on \d/;
  const [, warned] = await expectMails(page.request, product, person.email, [greeting, ends]);
  expect(warned?.text).toContain('Cancel before then and you pay nothing.');

  await notice.getByRole('link', { name: 'See the plan' }).click();
  await page.getByRole('button', { name: 'End trial now' }).click();
  const dialog = page.getByRole('dialog', { name: 'End the trial of Pro now' });
  await dialog.getByRole('button', { name: 'Pay $49.00 and end the trial' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('region', { name: /^Your plan/ }).getByText('Active', { exact: true })).toBeVisible();
  await expectMails(page.request, product, person.email, [greeting, ends, /^Receipt for \$49\.00$/]);
  await page.getByRole('link', { name: 'History of changes' }).click();
  await expect(page.getByRole('row', { name: /Trial became a plan/ })).toContainText('$49.00');
});

test('where the bank asks, its no keeps the trial and is told in the dialog, its yes ends it; the focus goes back to where it was', async ({ page, product }) => {
  await subscriber(page, product, { plan: 'pro' });
  await useCard(page, cards.asksAlways, { answer: () => answerBank(page, 'Complete') });
  await page.goto('/plans');
  const button = page.getByRole('button', { name: 'End trial now' });
  const dialog = page.getByRole('dialog', { name: 'End the trial of Pro now' });
  const pay = dialog.getByRole('button', { name: 'Pay $49.00 and end the trial' });
  await button.click();
  await expect(pay).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await button.click();
  await pay.click();
  await answerBank(page, 'Fail');
  await expect(dialog.getByRole('alert')).toBeVisible();
  expect(await subscriptionOf(page, product)).toMatchObject({ status: 'trialing' });
  await pay.click();
  await answerBank(page, 'Complete');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('region', { name: /^Your plan/ }).getByText('Active', { exact: true })).toBeVisible();
});

test('a trial that nobody ends becomes the plan on its day', async ({ page, product }) => {
  const person = await subscriber(page, product, { plan: 'pro' });
  const { trialEnd } = await subscriptionOf(page, product);
  // Stripe tells of the end three days ahead.
  await advanceTo(page, product, person, Date.parse(trialEnd ?? '') - 70 * hour);
  await expectMails(page.request, product, person.email, [greeting, /^Your trial of Pro ends on \d/]);
  await advanceTo(page, product, person, Date.parse(trialEnd ?? '') + 2 * hour);
  await page.goto('/invoices');
  await expect(page.getByRole('row', { name: /\$49\.00/ }).getByText('Paid', { exact: true })).toBeVisible();
  expect(await subscriptionOf(page, product)).toMatchObject({ status: 'active', plan: { id: 'pro' } });
  await expectMails(page.request, product, person.email, [greeting, /^Your trial of Pro ends on \d/, receipt]);
});

cardlessTest('a trial that asks for no card says what is missing, and ends on its day without a charge', async ({ page, product }) => {
  const person = await newcomer(page, product);
  await page.goto('/plans');
  await page.getByRole('button', { name: /^Upgrade to Basic.*7 days free, then \$29\.00 a month/ }).click();
  await expect(page.getByLabel('Card number')).toHaveCount(0);
  await page.getByRole('button', { name: 'Start trial, pay $0.00' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your trial of Basic has begun' })).toBeVisible();
  const { trialEnd } = await subscriptionOf(page, product);
  await advanceTo(page, product, person, Date.parse(trialEnd ?? '') - 71 * hour);

  await page.goto('/plans');
  const notice = page.getByRole('status', { name: 'About your plan' });
  await expect(notice).toContainText('Add a card to keep the plan.');
  await expect(page.getByRole('region', { name: /^Your plan/ })).toContainText('No card yet');
  const ends = /^Your trial of Basic ends on \d/;
  const [, warned] = await expectMails(page.request, product, person.email, [greeting, ends]);
  expect(warned?.text).toContain('Without a card nothing is charged, and Basic stops.');

  await advanceTo(page, product, person, Date.parse(trialEnd ?? '') + 2 * hour);
  const [, , ended] = await expectMails(page.request, product, person.email, [greeting, ends, /^Basic has ended$/]);
  expect(ended?.text).toContain('without a card. Nothing was charged.');
  expect(await subscriptionOf(page, product)).toMatchObject({ status: 'canceled', plan: { id: 'free' } });
  await page.goto('/plans');
  await expect(page.getByRole('region', { name: 'Free', exact: true }).getByText('Current plan')).toBeVisible();
  await page.getByRole('link', { name: 'History of changes' }).click();
  await expect(page.getByRole('row', { name: /Ended.*Basic/ })).toContainText('The trial ended without a card');
  expect((await newestInvoice(page, product)).amountPaidMinor).toBe(0);
});
