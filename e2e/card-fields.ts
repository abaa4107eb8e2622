import { expect, type FrameLocator, type Page } from '@playwright/test';

/** Test cards by what they do (docs.stripe.com/testing). */
export const cards = { good: '4242424242424242', another: '5555555555554444', declined: '4000000000000002', asksOnce: '4000002500003155', asksAlways: '4000002760003184', failsLater: '4000000000000341' } as const;

/** Stripe's own fields, in a frame of Stripe's. */
export const cardFrame = (page: Page): FrameLocator => page.frameLocator('iframe[title="Secure payment input frame"]').first();

export const fillCard = async (page: Page, number: string, expiry = '12 / 34'): Promise<void> => {
  const frame = cardFrame(page);
  await frame.getByRole('textbox', { name: 'Card number' }).fill(number);
  await frame.getByRole('textbox', { name: /Expiration/ }).fill(expiry);
  await frame.getByRole('textbox', { name: /Security code/ }).fill('123');
  const zip = frame.getByRole('textbox', { name: /ZIP/ });
  if (await zip.isVisible()) await zip.fill('10001');
};

/** What the customer answers the bank. Its frame is of another site: a press may be lost before the browser has drawn it, so it is made until the frame is gone. */
export const answerBank = async (page: Page, answer: 'Complete' | 'Fail'): Promise<void> => {
  const challenge = page.locator('iframe[name="stripe-challenge-frame"]');
  await challenge.waitFor();
  await expect(async () => {
    if ((await challenge.count()) > 0) await challenge.contentFrame().getByRole('button', { name: `${answer} authentication` }).click({ timeout: 5_000 });
    await expect(challenge).toHaveCount(0, { timeout: 5_000 });
  }).toPass();
};
