import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSession, openSandbox, payOnPage, type Opened } from '@/sandbox/stripe/contract/open-sandbox';

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox({ name: 'Acme' });
  await payOnPage(await makeSession(opened.stripe), '4242424242424242');
  await opened.control('/flush', {});
});
afterAll(() => opened.close());

const see = async (query: string): Promise<string> => (await fetch(`${opened.sandbox.url}/${query}`)).text();

test.each([['objects', 'checkout.session'], ['events', 'invoice.paid'], ['deliveries', 'Replay'], ['requests', '/v1/checkout/sessions'], ['clock', '+ 1 day']])('the tab %s shows %s', async (tab, text) => {
  const page = await see(`?tab=${tab}`);
  expect(page).toContain(text);
  expect(page).toContain(`href="/?tab=${tab}" aria-current="page"`);
});

test('an object shows its JSON with links to what it names, and its events; an event its deliveries', async () => {
  const [subscription] = (await opened.stripe.subscriptions.list()).data;
  const page = await see(`?tab=objects&id=${subscription?.id}`);
  expect(page).toContain(`/?tab=objects&amp;id=${String(subscription?.customer)}"`);
  expect(page).toContain('customer.subscription.created');
  const [event] = (await opened.stripe.events.list({ type: 'invoice.paid' })).data;
  const one = await see(`?tab=events&id=${event?.id}`);
  expect(one).toContain('delivered');
  expect(one).toContain(`data-body="{&quot;event&quot;:&quot;${event?.id}&quot;}"`);
});

test('no card number, security code or webhook secret is ever shown', async () => {
  const tabs = await Promise.all(['objects', 'events', 'deliveries', 'requests', 'clock'].map((tab) => see(`?tab=${tab}`)));
  const kinds = await Promise.all(['payment_method', 'webhook_endpoint'].map((kind) => see(`?tab=objects&kind=${kind}`)));
  const all = [...tabs, ...kinds].join('');
  expect(all).not.toContain('4242424242424242');
  expect(all).not.toContain('whsec_test_secret');
});

test('a request that is no text is shown as it was sent', async () => {
  await fetch(`${opened.sandbox.url}/v1/customers?email=%FF&name=%`, { headers: { authorization: 'Bearer sk_test_1' } });
  const page = await see('?tab=requests');
  expect(page).toContain('email=%FF');
});

test('what was written by others is shown as text', async () => {
  const made = await opened.stripe.customers.create({ name: '<img src=x onerror=alert(1)>' });
  const page = `${await see('?tab=objects&kind=customer')}${await see(`?tab=objects&id=${made.id}`)}${await see('?tab=events&type=<script>')}`;
  expect(page).not.toContain('<img src=x');
  expect(page).not.toContain('value="<script>');
});
