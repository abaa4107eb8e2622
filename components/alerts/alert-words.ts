import { formatCount } from '@/components/ui/format-count';
import { formatDay } from '@/components/ui/format-time';
import { sayMeasured } from '@/components/usage/format-measure';
import { perWindow, thisWindow, windowNoun } from '@/components/usage/main-limit';
import type { AlertView, ScopeView } from '@/lib/domain/views/alert-view';

/** `80 % of 1,000 calls a month used`. */
export const alertTitle = ({ threshold, limit, measure, window }: Pick<AlertView, 'threshold' | 'limit' | 'measure' | 'window'>): string => {
  const what = `${sayMeasured(limit, measure)} ${perWindow(window)}`;
  const named = measure.meter === 'spend' ? `${what} beyond the plan` : what;
  return threshold === 100 ? `Limit of ${named} reached` : `${formatCount(threshold)} % of ${named} used`;
};

/** Whose limit it is. */
export const scopeWords = ({ kind, name }: ScopeView): string =>
  ({ plan: 'The plan’s limit', workspace: 'Your own limit', key: `Limit of the key “${name ?? ''}”`, member: `Limit of ${name ?? ''}` })[kind];

/** `this month`, or for a window that is over `in the month from 1 Nov`. */
export const windowOf = ({ window, windowStart, windowEnd }: Pick<AlertView, 'window' | 'windowStart' | 'windowEnd'>, now: string): string =>
  Date.parse(windowEnd) > Date.parse(now) ? thisWindow(window) : `in the ${windowNoun[window]} from ${formatDay(windowStart)}`;
