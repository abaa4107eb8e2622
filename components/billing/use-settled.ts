import { useEffect, useState } from 'react';

const calmMs = 300;

/** The value, once it has not changed for a moment: a stepper that is held down asks for one price, not for ten. */
export const useSettled = <T>(value: T): T => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), calmMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
};
