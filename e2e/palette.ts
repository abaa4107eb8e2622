import type { Page } from '@playwright/test';
import { expect } from './product';

/** Opens the command palette by its keys, which nobody hears before the page is alive. */
export const openPalette = async (page: Page) => {
  const palette = page.getByPlaceholder('Go to a page or do something');
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(palette).toBeFocused({ timeout: 1_000 });
  }).toPass();
  return palette;
};
