import { formatDistance, formatInstant } from './format-time';

/** `3 minutes ago`, with the exact moment on hover. `now` is when the data was read, so it never disagrees with the numbers beside it. */
export const RelativeTime = ({ at, now, className }: { at: string; now: string; className?: string }) => (
  <time dateTime={at} title={formatInstant(at)} className={className}>{formatDistance(at, now)}</time>
);
