import { workspaceHeader } from '@/lib/domain/workspace-header';

let isLeaving = false;

/** The header that names the workspace the portal's frame was rendered for. Pages without the frame name none. */
export const workspaceOfPage = (): Record<string, string> => {
  const shown = document.querySelector<HTMLElement>('[data-workspace]')?.dataset.workspace;
  return shown === undefined ? {} : { [workspaceHeader]: shown };
};

/** Says that the page is on its way to another, or is not after all. */
export const setLeaving = (next: boolean): void => {
  isLeaving = next;
  // The browser may have kept the page and show it again on Back.
  if (next) window.addEventListener('pageshow', () => setLeaving(false), { once: true });
};

/** Whether the page is on its way to another. */
export const isOnItsWay = (): boolean => isLeaving;

/** Whether something is shown that cannot be shown again, marked `data-held`. The page stays until it was put away. */
export const isHeld = (): boolean => document.querySelector('[data-held]') !== null;

/** Loads the page again, once, for the workspace that the session is in now. Not while it is on its way: that would call it back. Nor while it is held. */
export const reloadPage = (): void => {
  if (isLeaving || isHeld()) return;
  setLeaving(true);
  window.location.reload();
};
