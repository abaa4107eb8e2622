import { useEffect, useRef, type RefObject } from 'react';

/** Whether nothing has the focus: what had it is gone, or cannot be used any more. */
export const isFocusLost = (): boolean => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.matches(':disabled');
};

/** For what goes when it is pressed: `pressed` is called then, and `place` gets the focus that it took with it, once `isGone`. */
export const useFocusAfter = (isGone: boolean, place: RefObject<HTMLElement | null>): (() => void) => {
  const wasPressed = useRef(false);
  useEffect(() => {
    if (!wasPressed.current || !isGone) return;
    wasPressed.current = false;
    if (isFocusLost()) place.current?.focus();
  });
  return () => {
    wasPressed.current = true;
  };
};
