import { demoOperator, demoOwner, expect, signIn, test } from '@/e2e/product';
import { capture } from './capture';

test('credits: nothing bought, one who cannot buy, a failing payment page', async ({ page, person, expectedErrors }) => {
  expect(person.email).toContain('@');
  expectedErrors.push(/status of 503/);
  const open = async () => {
    await page.goto('/credits');
    await page.getByRole('heading', { level: 1, name: 'Credits' }).waitFor();
  };
  await capture(page, 'credits-empty', open);
  await page.route('**/api/v1/credits/purchase', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable', detail: 'Stripe answers slowly at the moment. Try again in a few seconds.', requestId: 'req_example' }) }));
  await capture(page, 'credits-failing', async () => {
    await open();
    await page.getByRole('button', { name: /^Buy for / }).first().click();
    await page.getByRole('main').getByRole('alert').waitFor();
  });
});

test('credits bought and spent, and the pages after paying', async ({ page, product }) => {
  await signIn(page.request, product, demoOwner);
  await page.goto('/credits');
  await page.getByRole('button', { name: /^Buy for / }).first().click();
  await page.waitForURL(/\/c\/pay\//);
  const session = page.url().split('/').at(-1) ?? '';
  const back = `/credits/return?session_id=${session}`;
  await capture(page, 'credits-return-waiting', async () => {
    await page.goto(back);
    await page.getByRole('heading', { level: 1, name: /^Adding / }).waitFor();
  });
  await page.request.post(`${product.stripeUrl}/_sandbox/checkout/${session}/complete`, { data: {} });
  await capture(page, 'credits-return-paid', async () => {
    await page.goto(back);
    await page.getByRole('heading', { level: 1, name: / added$/ }).waitFor();
  });
  await capture(page, 'credits-full', async () => {
    await page.goto('/credits');
    await page.getByRole('row', { name: /Added to pack \+/ }).first().waitFor();
  });
});

test('the operator’s webhooks: the list, what was set aside, one event, and a list that cannot be read', async ({ page, product, expectedErrors }) => {
  expectedErrors.push(/status of 503/);
  await signIn(page.request, product, demoOperator);
  const open = async () => {
    await page.goto('/admin/webhooks');
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
  };
  await capture(page, 'admin-webhooks', open);
  await capture(page, 'admin-webhooks-set-aside', async () => {
    await open();
    await page.getByRole('radio', { name: /^Set aside/ }).click();
    await page.getByText('No such events').or(page.getByRole('table', { name: /^Events/ })).first().waitFor();
  });
  await capture(page, 'admin-event', async () => {
    await open();
    await page.getByRole('table', { name: /^Events/ }).getByRole('link').first().click();
    await page.getByRole('heading', { level: 2, name: 'What Stripe sent' }).waitFor();
  });
  await page.route('**/api/v1/admin/inbound-events?status=**', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable', detail: 'The database does not answer.', requestId: 'req_example' }) }));
  await capture(page, 'admin-webhooks-failing', async () => {
    await open();
    await page.getByRole('radio', { name: /^Ignored/ }).click();
    await page.getByText('The events could not be read').waitFor();
  });
});
