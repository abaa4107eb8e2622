import { expect, test } from 'vitest';
import { bundle } from './bundle';

interface Page {
  location: { assign(url: string): void };
  Stripe?: (key: string) => { handleNextAction(options: { clientSecret: string }): Promise<unknown> };
}

test('an action with a page of its own is gone to, and not shown in a frame that would lead away', async () => {
  const url = 'http://sandbox.test/challenge/seti_1';
  const intent = { status: 'requires_action', next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: 'http://shop.test/back', url } } };
  const fetch = (): Promise<object> => Promise.resolve({ json: () => intent });
  const went = new Promise((resolve) => {
    const window: Page = { location: { assign: resolve } };
    const document = { currentScript: { src: 'http://sandbox.test/_sandbox/stripe.js' }, createElement: resolve };
    new Function('window', 'document', 'fetch', bundle('stripe'))(window, document, fetch);
    window.Stripe?.('pk_test_1').handleNextAction({ clientSecret: 'seti_1_secret_2' }).catch(resolve);
  });
  expect(await went).toBe(url);
});
