import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * Where the focus goes when what had it goes: put `target` on the opener, or on a heading with `tabIndex={-1}`, and call `move` with
 * the change. The focus moves after the commit, when the opener is there and enabled again.
 */
export const useFocusMove = <E extends HTMLElement>(): [target: RefObject<E | null>, move: () => void] => {
  const target = useRef<E>(null);
  const [moves, setMoves] = useState(0);
  useEffect(() => {
    if (moves > 0) target.current?.focus();
  }, [moves]);
  return [target, () => setMoves((count) => count + 1)];
};
