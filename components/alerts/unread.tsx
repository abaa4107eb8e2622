'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, type ReactNode } from 'react';
import { unreadQuery } from './alert-queries';

const UnreadContext = createContext(0);

/** Hands the count that the server rendered to wherever it is shown. */
export const Unread = ({ initial, children }: { initial: number; children: ReactNode }) => <UnreadContext value={initial}>{children}</UnreadContext>;

const most = 99;

/** How many alerts nobody has read; nothing while there is none. */
export const UnreadCount = ({ className }: { className?: string }) => {
  const { data } = useQuery({ ...unreadQuery(), initialData: useContext(UnreadContext) });
  if (data === 0) return null;
  return <span className={className}><span aria-hidden>{data > most ? `${most}+` : data}</span><span className="sr-only">, {data} unread</span></span>;
};
