import type { Page } from '@playwright/test';
import { axe, expect } from '@/e2e/product';

type View = { width: number; height: number; colorScheme: 'light' | 'dark' };

const sizes = [{ width: 360, height: 740 }, { width: 768, height: 1024 }, { width: 1280, height: 800 }];
const all: View[] = (['light', 'dark'] as const).flatMap((colorScheme) => sizes.map((size) => ({ ...size, colorScheme })));
const isFull = process.env.SCREENS === 'full';
/** Each theme and each end of the widths once; all of them, and the pictures, with `npm run test:screens`. */
const views = isFull ? all : all.filter(({ width, colorScheme }) => width === (colorScheme === 'light' ? 1280 : 360));

/**
 * Demands of a page that axe finds nothing and that nothing sticks out to the side, and at full size takes its pictures into
 * test-results/screens. `open` brings the page to the state that is meant; it runs once per theme.
 */
export const capture = async (page: Page, name: string, open: () => Promise<void>): Promise<void> => {
  let theme: View['colorScheme'] | null = null;
  for (const { colorScheme, ...size } of views) {
    const which = `${name}-${size.width}-${colorScheme}`;
    if (colorScheme !== theme) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open();
      theme = colorScheme;
    }
    await page.setViewportSize(size);
    await page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))));
    if (isFull) await page.screenshot({ path: `test-results/screens/${which}.png`, fullPage: true, animations: 'disabled' });
    expect.soft(await axe(page), `${which}: accessibility`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(overflow, `${which}: pixels that stick out`).toBeLessThanOrEqual(0);
  }
};
