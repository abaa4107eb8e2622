import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { chromium, type Browser, type FrameLocator, type Page } from '@playwright/test';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox, type Opened } from '@/sandbox/stripe/contract/open-sandbox';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const inBrowser = test.skipIf(!existsSync(executablePath));

let opened: Opened;
let shop: Server;
let origin: string;
let browser: Browser | undefined;

/** A shop's page as strict as a shop can be: no inline style, nothing from anywhere but itself and the sandbox. */
const shopPage = '<!doctype html><html lang="en"><title>Shop</title><main id="card"></main>';
beforeAll(async () => {
  opened = await openSandbox();
  const { url } = opened.sandbox;
  shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', `default-src 'none'; script-src ${url}; frame-src ${url}; connect-src ${url}`);
    response.end(shopPage);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const address = shop.address();
  origin = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
  if (existsSync(executablePath)) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => shop.close(resolve));
  await opened.close();
});

interface Loaded {
  page: Page;
  card: FrameLocator;
  customer: string;
  requests: string[];
}

/** The shop with a card form for a new setup intent. */
async function openShop(): Promise<Loaded> {
  if (!browser) throw new Error('no browser');
  const customer = await opened.stripe.customers.create();
  const intent = await opened.stripe.setupIntents.create({ customer: customer.id });
  const page = await browser.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.frame().url().split('#')[0]} ${request.method()} ${request.url()} ${request.postData() ?? ''}`));
  await page.goto(origin);
  await page.addScriptTag({ url: `${opened.sandbox.url}/_sandbox/stripe.js` });
  await page.evaluate(([clientSecret, stripeName]) => {
    const stripe = Reflect.get(window, stripeName)('pk_test_page');
    const elements = stripe.elements({ clientSecret, appearance: { theme: 'night' } });
    Object.assign(window, { stripe, elements });
    elements.create('payment').mount('#card');
  }, [intent.client_secret, 'Stripe'] as [string | null, string]);
  const card = page.frameLocator('iframe[title="Secure payment input frame"]').first();
  await card.locator('html[data-theme="night"]').waitFor();
  return { page, card, customer: customer.id, requests };
}

async function type(card: FrameLocator, number: string): Promise<void> {
  await card.getByRole('textbox', { name: 'Card number' }).fill(number);
  await card.getByRole('textbox', { name: /Expiration/ }).fill('12 / 34');
  await card.getByRole('textbox', { name: /Security code/ }).fill('123');
}

/** What `confirmSetup` answers, as one line. */
const confirm = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { setupIntent, error } = await Reflect.get(window, 'stripe').confirmSetup({ elements: Reflect.get(window, 'elements'), redirect: 'if_required' });
    return error ? `${error.type} ${error.code} ${error.message}` : setupIntent.status;
  });
const cards = async (customer: string): Promise<Stripe.PaymentMethod[]> => (await opened.stripe.customers.listPaymentMethods(customer)).data;

inBrowser('a card is saved from the frame, and its number never passes through the shop', async () => {
  const { page, card, customer, requests } = await openShop();
  await type(card, '4242424242424242');
  expect(await card.getByRole('textbox', { name: 'Card number' }).inputValue()).toBe('4242 4242 4242 4242');
  expect(await confirm(page)).toBe('succeeded');
  expect((await cards(customer)).map((one) => one.card?.last4)).toEqual(['4242']);
  const withNumber = requests.filter((request) => request.includes('4242424242424242'));
  expect(withNumber).toEqual([expect.stringContaining(`${opened.sandbox.url}/elements/card POST ${opened.sandbox.url}/v1/payment_methods `)]);
  await page.close();
}, 60_000);

inBrowser('mistakes are shown in the form and declines answered, without anything being saved', async () => {
  const { page, card, customer } = await openShop();
  expect(await confirm(page)).toContain('validation_error incomplete_number');
  await card.getByText('Your card number is incomplete.').waitFor();
  await type(card, '4111111111111111');
  expect(await confirm(page)).toContain('validation_error incorrect_number');
  await type(card, '4000000000000002');
  expect(await confirm(page)).toBe('card_error card_declined Your card was declined.');
  expect(await cards(customer)).toEqual([]);
  await page.close();
}, 60_000);

inBrowser('a challenge is shown over the page, and decides', async () => {
  const { page, card, customer } = await openShop();
  const challenge = page.frameLocator('iframe[name="stripe-challenge-frame"]');
  await type(card, '4000002500003155');
  const failed = confirm(page);
  await challenge.getByRole('button', { name: 'Fail authentication' }).click();
  expect(await failed).toContain('setup_intent_authentication_failure');
  const passed = confirm(page);
  await challenge.getByRole('button', { name: 'Complete authentication' }).click();
  expect(await passed).toBe('succeeded');
  expect(await cards(customer)).toHaveLength(1);
  expect(await page.locator('iframe[name="stripe-challenge-frame"]').count()).toBe(0);
  await page.close();
}, 60_000);

inBrowser('calls that Stripe.js would refuse are refused', async () => {
  const { page } = await openShop();
  const refused = (call: string): Promise<string> =>
    page.evaluate(([name, stripeName]) => {
      const calls: Record<string, () => unknown> = {
        liveKey: () => Reflect.get(window, stripeName)('pk_live_x'), types: () => Reflect.get(window, 'stripe').elements({ paymentMethodTypes: ['card'] }),
        second: () => Reflect.get(window, 'elements').create('payment'), strange: () => Reflect.get(window, 'elements').create('iban'),
        option: () => Reflect.get(window, 'stripe').elements({ colour: 'red' }),
      };
      try {
        calls[name]?.();
        return 'taken';
      } catch (error) {
        return error instanceof Error ? error.name : 'thrown';
      }
    }, [call, 'Stripe'] as [string, string]);
  for (const call of ['liveKey', 'types', 'second', 'strange', 'option']) expect(await refused(call)).toBe('IntegrationError');
  await page.close();
}, 60_000);
