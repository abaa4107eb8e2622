import { useSyncExternalStore } from 'react';

let reasons = 0;
const listeners = new Set<() => void>();

const tell = (change: number): void => {
  reasons += change;
  for (const listener of listeners) listener();
};

/** Puts dialogs aside, for something over the page that needs pointer and keyboard. They keep their state; the answer brings them back. */
export const setDialogsAside = (): (() => void) => {
  tell(1);
  return () => tell(-1);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useIsAside = (): boolean => useSyncExternalStore(subscribe, () => reasons > 0, () => false);
