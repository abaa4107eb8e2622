import type { Page } from '@playwright/test';
import { axe, expect } from '@/e2e/product';

/** In between nothing is left out or added that the narrow and the wide page do not have. */
const sizes = [{ width: 360, height: 740, isChecked: true }, { width: 768, height: 1024, isChecked: false }, { width: 1280, height: 800, isChecked: true }];
const themes = ['light', 'dark'] as const;

/**
 * Takes the page at each width and in both themes into test-results/screens, and demands that axe finds nothing and that
 * nothing sticks out to the side. `open` brings the page to the state that is meant; it runs once per theme.
 */
export const capture = async (page: Page, name: string, open: () => Promise<void>): Promise<void> => {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open();
    for (const { isChecked, ...size } of sizes) {
      const which = `${name}-${size.width}-${colorScheme}`;
      await page.setViewportSize(size);
      await page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))));
      await page.screenshot({ path: `test-results/screens/${which}.png`, fullPage: true, animations: 'disabled' });
      if (isChecked) expect.soft(await axe(page), `${which}: accessibility`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(overflow, `${which}: pixels that stick out`).toBeLessThanOrEqual(0);
    }
  }
};
