/** Share of a limit, in percent, from which a meter is in `warning`. Enforcement, pages and alerts share it. */
export const warningPercent = 80;

/** At how many percent of a limit a workspace is told, unless it says otherwise. The meter's SQL has the same. */
export const defaultThresholds: readonly number[] = [50, 80, 90, 100];
/** From which threshold on it is told by mail too. */
export const mailPercent = warningPercent;

export type QuotaStatus = 'active' | 'warning' | 'limit_reached';

/** What a limit looks like after `used` units. `limit` null is unlimited: no percentage, always active. */
export const quotaStatus = (used: number, limit: number | null): { remaining: number | null; percentage: number | null; status: QuotaStatus } => {
  if (limit === null) return { remaining: null, percentage: null, status: 'active' };
  const remaining = Math.max(0, limit - used);
  const percentage = limit === 0 ? 100 : Math.floor((used * 1000) / limit) / 10;
  const status = remaining === 0 ? 'limit_reached' : percentage >= warningPercent ? 'warning' : 'active';
  return { remaining, percentage, status };
};
