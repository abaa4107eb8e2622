import { sayMeasured } from '@/components/usage/format-measure';
import { perWindow } from '@/components/usage/main-limit';
import type { LimitMode, OwnLimitView, ScopeOfLimit } from '@/lib/domain/views/own-limit-view';

/** `Key “My laptop”`. */
export const scopeName = ({ kind, name }: ScopeOfLimit): string =>
  ({ plan: 'Whole workspace', workspace: 'Whole workspace', key: `Key “${name ?? ''}”`, member: name ?? '' })[kind];

/** `1,000 calls a month`. */
export const limitPhrase = ({ limit, measure, window }: Pick<OwnLimitView, 'limit' | 'measure' | 'window'>): string => `${sayMeasured(limit, measure)} ${perWindow(window)}`;

/** What happens when the limit is reached: always said, never left to be guessed. */
export const modeWords: Record<LimitMode, { word: string; whenReached: string; isReached: string }> = {
  hard: { word: 'Stops calls', whenReached: 'When it is reached, calls that need more are refused.', isReached: 'It is reached: calls that need more are refused until it starts again or is raised.' },
  notify: { word: 'Only tells you', whenReached: 'When it is reached, calls go on, and you are told.', isReached: 'It is reached: calls go on, and you were told.' },
};
