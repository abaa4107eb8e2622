import type { Page } from '@playwright/test';

/** Presses Tab until what has the focus is called so. */
export const tabTo = async (page: Page, name: RegExp, most = 40): Promise<void> => {
  for (let i = 0; i < most; i += 1) {
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    if (name.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${String(name)}`);
};
