import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, payOnPage, type Opened } from '@/sandbox/stripe/contract/open-sandbox';

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox({ name: 'Acme <Inc>' });
});
afterAll(() => opened.close());

const pageOf = async (url: string | null): Promise<string> => (await fetch(String(url))).text();
const subscriptions = async (): Promise<number> => (await opened.stripe.subscriptions.list({ status: 'all', limit: 100 })).data.length;

test('the page says what is bought, for how much, and that it is a test', async () => {
  const price = await makePrice(opened.stripe, 22_000, 'xof');
  const session = await makeSession(opened.stripe, { line_items: [{ price: price.id, quantity: 2 }] });
  const response = await fetch(String(session.url));
  const page = await response.text();
  expect(page).toMatch(/Subscribe, pay F.CFA.44,000</);
  expect(page).toContain('never enter a real card');
  expect(page).toContain('Acme &lt;Inc&gt;');
  expect(page).toContain('href="http://shop.test/back"');
  for (const label of ['Email', 'Card number', 'Expiration date MM / YY', 'Security code', 'Name on card', 'Country']) expect(page).toContain(`>${label}</label>`);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('paying leads to the success page with the session id, after the endpoint has answered', async () => {
  const session = await makeSession(opened.stripe);
  const response = await payOnPage(session, '4242 4242 4242 4242');
  expect([response.status, response.headers.get('location')]).toEqual([303, `http://shop.test/ok?session=${session.id}`]);
  expect(opened.inbox.received.some(({ event }) => event.type === 'checkout.session.completed' && event.data.object.id === session.id)).toBe(true);
  const done = await opened.stripe.checkout.sessions.retrieve(session.id, { expand: ['customer'] });
  expect(done).toMatchObject({ customer: { email: 'ada@example.com', name: 'Ada' }, customer_details: { email: 'ada@example.com', address: { country: 'FR' } } });
  expect(await pageOf(session.url)).toContain('Already paid');
});

test('submitting twice pays once and leads to the same place', async () => {
  const before = await subscriptions();
  const session = await makeSession(opened.stripe);
  const answers = await Promise.all([payOnPage(session, '4242424242424242'), payOnPage(session, '4242424242424242'), payOnPage(session, '4242424242424242')]);
  expect(answers.map((answer) => answer.headers.get('location'))).toEqual(Array(3).fill(`http://shop.test/ok?session=${session.id}`));
  expect(await subscriptions()).toBe(before + 1);
});

test("a declined card shows Stripe's message, makes no subscription and leaves the session payable", async () => {
  const before = await subscriptions();
  const session = await makeSession(opened.stripe);
  expect(await (await payOnPage(session, '4000000000009995')).text()).toContain('Your card has insufficient funds.');
  expect(await (await payOnPage(session, '4111111111111111')).text()).toContain('not a test card');
  expect(await subscriptions()).toBe(before);
  const declined = await opened.control(`/checkout/${session.id}/complete`, { card: '4000000000000002' });
  expect(declined).toMatchObject({ status: 402, body: { error: { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' } } });
  expect((await payOnPage(session, '4242424242424242')).status).toBe(303);
});

test('a 3-D Secure card pays only after its challenge', async () => {
  const session = await makeSession(opened.stripe);
  const answer = (result: string): Promise<Response> =>
    fetch(`${session.url}/authenticate`, { method: 'POST', body: new URLSearchParams({ result }), redirect: 'manual' });
  expect((await payOnPage(session, '4000002500003155')).headers.get('location')).toBe(`/c/pay/${session.id}/authenticate`);
  expect(await pageOf(`${session.url}/authenticate`)).toContain('Complete authentication');
  expect(await (await answer('fail')).text()).toContain('unable to authenticate');
  expect((await opened.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  expect((await answer('complete')).headers.get('location')).toContain('http://shop.test/ok');
  expect((await opened.stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
});

test('an expired session shows so and takes no payment', async () => {
  const session = await makeSession(opened.stripe);
  await opened.control('/time/advance', { seconds: 86_401 });
  expect((await opened.stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired');
  expect((await payOnPage(session, '4242424242424242')).status).toBe(410);
  expect((await opened.control(`/checkout/${session.id}/complete`, {})).status).toBe(400);
});

test('a paid invoice has a page and a PDF, and the overview opens', async () => {
  const [invoice] = (await opened.stripe.invoices.list({ status: 'paid' })).data;
  expect(await pageOf(invoice?.hosted_invoice_url ?? null)).toContain('$49.00');
  expect(await pageOf(invoice?.invoice_pdf ?? null)).toMatch(/^%PDF-1\.4/);
  expect(await pageOf(opened.sandbox.url)).toContain('checkout.session');
});
