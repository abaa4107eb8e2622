import { useEffect, useState } from 'react';

/** A hook that answers what `load` fetches once the page is there, and null before: for what no page needs to be read. */
export const lazily = <T>(load: () => Promise<T>): (() => T | null) => {
  let loaded: T | null = null;
  return () => {
    const [parts, setParts] = useState(loaded);
    useEffect(() => {
      if (parts) return;
      void load().then((fetched) => {
        loaded = fetched;
        setParts(fetched);
      });
    }, [parts]);
    return parts;
  };
};
