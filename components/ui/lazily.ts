import { useEffect, useEffectEvent, useState } from 'react';
import { toast } from './toast';

/**
 * A hook that answers what `load` fetches once the page is there, and null before: for what no page needs to be read. What is wanted
 * and cannot be fetched is said, and given up: wanting it again tries again.
 */
export const lazily = <T>(load: () => Promise<T>): ((isWanted: boolean, giveUp: () => void) => T | null) => {
  let loaded: T | null = null;
  return (isWanted, giveUp) => {
    const [parts, setParts] = useState(loaded);
    const fail = useEffectEvent(() => {
      if (!isWanted) return;
      toast.error('A part of this page could not be loaded. Check your connection and try again.');
      giveUp();
    });
    useEffect(() => {
      if (parts) return;
      load().then((fetched) => {
        loaded = fetched;
        setParts(fetched);
      }).catch(() => fail());
    }, [parts, isWanted]);
    return parts;
  };
};
