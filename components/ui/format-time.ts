const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `1 Dec` of an RFC 3339 time, in UTC. */
export const formatDay = (at: string): string => {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
};

/** `00:00 UTC`; with seconds where the moment itself matters. */
export const formatClock = (at: string, withSeconds = false): string => {
  const date = new Date(at);
  const seconds = withSeconds ? `:${two(date.getUTCSeconds())}` : '';
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${seconds} UTC`;
};

/** `1 Dec 2026, 00:00:00 UTC`. */
export const formatInstant = (at: string): string => `${formatDay(at)} ${new Date(at).getUTCFullYear()}, ${formatClock(at, true)}`;

/** `1 Dec 2026`. */
export const formatDate = (at: string): string => `${formatDay(at)} ${new Date(at).getUTCFullYear()}`;

/** `1 Dec 2026, 00:00 UTC`. */
export const formatMoment = (at: string): string => `${formatDate(at)}, ${formatClock(at)}`;

const steps = [
  { ms: 86_400_000, one: 'day', many: 'days' },
  { ms: 3_600_000, one: 'hour', many: 'hours' },
  { ms: 60_000, one: 'minute', many: 'minutes' },
  { ms: 1_000, one: 'second', many: 'seconds' },
];

/** How far `at` is from `now`, in the largest fitting unit: `in 10 days`, `3 minutes ago`, `now`. Both RFC 3339. */
export const formatDistance = (at: string, now: string): string => {
  const difference = new Date(at).getTime() - new Date(now).getTime();
  const size = Math.abs(difference);
  const step = steps.find((one) => size >= one.ms);
  if (!step) return 'now';
  const count = difference > 0 ? Math.round(size / step.ms) : Math.floor(size / step.ms);
  const words = `${count} ${count === 1 ? step.one : step.many}`;
  return difference > 0 ? `in ${words}` : `${words} ago`;
};

/** `1 Dec, 00:00 UTC, in 10 days`. */
export const formatReset = (at: string, now: string): string => `${formatDay(at)}, ${formatClock(at)}, ${formatDistance(at, now)}`;

/** `Nov 2026`, of a month's first day. */
export const formatMonth = (at: string): string => {
  const date = new Date(at);
  return `${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
};
