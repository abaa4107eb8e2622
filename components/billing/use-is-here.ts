import { useEffect, useRef } from 'react';

/** Whether what asked is still on the page when the answer comes. Who has left it is told by a toast, and led nowhere else. */
export const useIsHere = (): (() => boolean) => {
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return () => isHere.current;
};
