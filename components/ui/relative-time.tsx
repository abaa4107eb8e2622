import { formatDistance, formatInstant } from './format-time';

type RelativeTimeProps = { at: string; now: string; className?: string; isFuture?: boolean };

/**
 * `3 minutes ago`, with the exact moment on hover. `now` is when the data was read, so it never disagrees with the numbers beside
 * it; what happened since is `now`, unless the moment is one to come.
 */
export const RelativeTime = ({ at, now, className, isFuture = false }: RelativeTimeProps) => (
  <time dateTime={at} title={formatInstant(at)} className={className}>{!isFuture && Date.parse(at) > Date.parse(now) ? 'now' : formatDistance(at, now)}</time>
);
