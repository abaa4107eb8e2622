export interface DeliveryModes {
  order: 'created' | 'shuffled' | 'reversed';
  /** How many times more each event is sent. */
  duplicate: number;
  /** Never sent: all, or the types named (`invoice.*` works). */
  drop: boolean | string[];
  /** Kept back until released. */
  hold: boolean;
  delayMs: number;
  /** What happens after an endpoint refused. */
  retry: RetryPolicy;
  /** Each change is announced by two Event objects with ids of their own, as Stripe sometimes does. */
  twins: boolean;
}

export const normalModes: Readonly<Omit<DeliveryModes, 'retry'>> = { order: 'created', duplicate: 0, drop: false, hold: false, delayMs: 0, twins: false };
export type RetryPolicy = 'fast' | 'real' | 'off';

const hourMs = 3_600_000;
const fastMs = [200, 500, 1000, 2000];
const fastAttempts = 120;

/** How long to wait after the n-th failed attempt; null gives up. Real: three times over a few hours, as Stripe's test mode does. */
export function retryDelayMs(policy: RetryPolicy, failedAttempts: number): number | null {
  if (policy === 'off') return null;
  if (policy === 'real') return [hourMs / 2, 2 * hourMs, 4 * hourMs][failedAttempts - 1] ?? null;
  return failedAttempts >= fastAttempts ? null : (fastMs[failedAttempts - 1] ?? 5000);
}

export function inSendingOrder<T>(due: readonly T[], order: DeliveryModes['order'], random: () => number = Math.random): T[] {
  const rows = [...due];
  if (order === 'reversed') return rows.reverse();
  if (order === 'created') return rows;
  for (let index = rows.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [moved] = rows.splice(other, 1, ...rows.slice(index, index + 1));
    if (moved !== undefined) rows.splice(index, 1, moved);
  }
  return rows;
}
