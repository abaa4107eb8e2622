import type { Window } from './catalog';
import { periodAt, type Period } from './periods';

const minuteMs = 60_000;

/** The window that holds `at`: calendar windows in UTC, the billing period as months from the workspace's own anchor. */
export const windowAt = (window: Window, at: Date, periodAnchor: Date): Period => {
  switch (window) {
    case 'minute': {
      const start = Math.floor(at.getTime() / minuteMs) * minuteMs;
      return { start: new Date(start), end: new Date(start + minuteMs) };
    }
    case 'day':
      return periodAt(new Date(0), 'day', at);
    case 'month':
      return periodAt(new Date(0), 'month', at);
    case 'billing_period':
      return periodAt(periodAnchor, 'month', at);
    default: {
      const unknown: never = window;
      throw new Error(`unknown window ${String(unknown)}`);
    }
  }
};
