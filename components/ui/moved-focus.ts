import { useEffect, useRef, useState, type RefObject } from 'react';

/** Whether nothing has the focus: what had it is gone, or cannot be used any more. */
export const isFocusLost = (): boolean => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.matches(':disabled');
};

const isTyping = (): boolean => document.activeElement?.matches('textarea, input:not([type=radio], [type=checkbox])') ?? false;

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

/**
 * Where the focus goes when what had it goes: put `target` on the opener, or on a heading with `tabIndex={-1}`, and call `move` with
 * the change. The focus moves after the commit, when the opener is there and enabled again, and not away from somebody who types.
 */
export const useFocusMove = <E extends HTMLElement>(): [target: RefObject<E | null>, move: () => void] => {
  const target = useRef<E>(null);
  const [moves, setMoves] = useState(0);
  useEffect(() => {
    if (moves > 0 && !isTyping()) target.current?.focus();
  }, [moves]);
  return [target, () => setMoves((count) => count + 1)];
};
