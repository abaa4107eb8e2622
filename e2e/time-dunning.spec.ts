import { cards } from './card-fields';
import { expectMails, greeting, receipt } from './inbox';
import { advance, advanceTo, afterThePeriod, atItsHour, control, subscriber, timeOf, timeTest as test } from './moving-time';
import { expect } from './product';
import { capture } from './screens/capture';
import { subscriptionOf, useCard } from './subscriber';

const day = 86_400;

test('a renewal that fails is told on every page and by mail, holds the plan after fourteen days, and a new card brings it back', async ({ page, product, expectedErrors }) => {
  expectedErrors.push(/status of 402/);
  // The card is tried again after the grace is over, so that what is seen here does not depend on it.
  await control(page, product, 'billing', { retryDays: [20] });
  const person = await subscriber(page, product, { card: cards.failsLater });
  await afterThePeriod(page, product, person);
  await page.goto('/overview');
  const notice = page.getByRole('status', { name: 'About your plan' });
  await expect(notice).toContainText('The payment of $19.00 failed');
  await expect(notice).toContainText(/You keep Starter until .*, in 1[34] days\. The card is tried again on /);
  const failed = /^Your payment of \$19\.00 failed$/;
  const [, , told] = await expectMails(page.request, product, person.email, [greeting, receipt, failed]);
  expect(told?.text).toContain('Visa ending in 0341 could not be charged.');
  await notice.getByRole('button', { name: 'Pay $19.00' }).click();
  await expect(notice.getByRole('alert')).toContainText(/declined/);
  await expectMails(page.request, product, person.email, [greeting, receipt, failed, failed]);

  await advance(page, product, person, 15 * day);
  await atItsHour(product, 'watch_subscriptions');
  const onHold = /^Starter is on hold until \$19\.00 is paid$/;
  await expectMails(page.request, product, person.email, [greeting, receipt, failed, failed, onHold]);
  expect((await subscriptionOf(page, product)).access).toBe('limited');
  await capture(page, 'plans-on-hold', async () => {
    await page.goto('/plans');
    await expect(notice).toContainText('Your plan is on hold because its payment failed');
  });

  await useCard(page, cards.good);
  await notice.getByRole('button', { name: 'Pay $19.00' }).click();
  await expect(notice).toBeEmpty();
  await page.goto('/plans');
  await expect(page.getByRole('region', { name: /^Your plan/ }).getByText('Active', { exact: true })).toBeVisible();
  expect(await subscriptionOf(page, product)).toMatchObject({ access: 'full', status: 'active', overdue: null });
  await expectMails(page.request, product, person.email, [greeting, receipt, failed, failed, onHold, receipt, /^Your payment of \$19\.00 went through$/]);
});

test('a card that ends soon is told where it is listed, on every page and by mail', async ({ page, product }) => {
  const stranger = await subscriber(page, product);
  const now = new Date(await timeOf(page, product));
  // In the middle of a month, so that its end is less than thirty days away.
  await advanceTo(page, product, stranger, Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 10));
  const month = new Date(await timeOf(page, product)).toISOString();
  const person = await subscriber(page, product);
  await useCard(page, cards.another, { expiry: `${month.slice(5, 7)} / ${month.slice(2, 4)}` });
  await expect(page.getByRole('list', { name: 'Cards', exact: true }).getByRole('listitem').filter({ hasText: '4444' }).getByText('Expires soon')).toBeVisible();
  await page.goto('/overview');
  const notice = page.getByRole('status', { name: 'About your plan' });
  await expect(notice).toContainText(`The card ending in 4444 expires at the end of ${month.slice(5, 7)}/${month.slice(0, 4)}`);
  await atItsHour(product, 'warn_expiring_cards');
  await expectMails(page.request, product, person.email, [greeting, receipt, /^Your card ending in 4444 expires soon$/]);
  await notice.getByRole('link', { name: 'Change the card' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Payment methods' })).toBeVisible();
});
