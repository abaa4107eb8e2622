import { useState } from 'react';
import { newId } from '@/lib/domain/ids';

/** Names what a form sends: by the same key for as long as the same is asked, so that pressing again after a lost answer makes nothing twice. */
export const writeKeys = (): ((asked: unknown) => string) => {
  let last = { asked: '', key: '' };
  return (asked) => {
    const text = JSON.stringify(asked);
    if (text !== last.asked) last = { asked: text, key: newId('req', Date.now()) };
    return last.key;
  };
};

/** The same for a form, for as long as it is there. */
export const useWriteKey = (): ((asked: unknown) => string) => useState(writeKeys)[0];
