import { useEffect, useRef, type RefObject } from 'react';
import { isFocusLost } from '@/components/ui/moved-focus';
import type { AlertView } from '@/lib/domain/views/alert-view';
import { nearestFirst } from './nearest-first';

/** The id of the button that marks an alert read. */
export const readButtonId = (alertId: string): string => `read-${alertId}`;

/** "Mark read" goes with its alert's being unread: the focus goes on to the nearest one that is left, or to the inbox. Returns what is called when one is pressed. */
export const useNextUnread = (alerts: AlertView[], inbox: RefObject<HTMLElement | null>): ((id: string) => void) => {
  const pressed = useRef<{ id: string; nearest: string[] } | null>(null);
  useEffect(() => {
    const isUnread = (id: string) => alerts.some((alert) => alert.id === id && alert.readAt === null);
    if (pressed.current === null || isUnread(pressed.current.id)) return;
    const next = pressed.current.nearest.find(isUnread);
    pressed.current = null;
    if (isFocusLost()) (next === undefined ? inbox.current : document.getElementById(readButtonId(next)))?.focus();
  });
  return (id) => {
    pressed.current = { id, nearest: nearestFirst(alerts.map((alert) => alert.id), id) };
  };
};
