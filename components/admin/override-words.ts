import { formatDate } from '@/components/ui/format-time';
import { sayMeasured } from '@/components/usage/format-measure';
import { perWindow, windowNoun } from '@/components/usage/main-limit';
import type { LimitStack, OverrideStatus, OverrideView } from '@/lib/domain/views/override-view';

/** `API calls a month`. */
export const stackTitle = ({ measure, window }: Pick<LimitStack, 'measure' | 'window'>): string => `${measure.name}, each ${windowNoun[window]}`;

export const limitValue = (limit: number | null, measure: LimitStack['measure']): string => (limit === null ? 'Unlimited' : sayMeasured(limit, measure));

/** What an exception gives: `20,000 calls a month`, `Pro for free`, `500 credits`. */
export const overrideValue = ({ kind, measure, window, limit, units, plan }: OverrideView): string => {
  if (kind === 'plan') return `${plan?.name ?? ''} for free`;
  if (!measure) return '';
  if (kind === 'grant') return sayMeasured(units ?? 0, measure);
  return limit === null ? `Unlimited ${measure.unit.many || measure.name}` : `${sayMeasured(limit, measure)}${window ? ` ${perWindow(window)}` : ''}`;
};

export const statusWords: Record<OverrideStatus, string> = { in_force: 'In force', covered: 'Covered by a newer one', expired: 'Expired', revoked: 'Revoked' };

/** Who made it, when, and until when it holds. */
export const overrideFacts = ({ createdBy, createdAt, expiresAt, revokedAt, revokedBy }: OverrideView, now: string): string => {
  const made = `${createdBy}, ${formatDate(createdAt)}`;
  if (revokedAt) return `${made} · revoked ${formatDate(revokedAt)}${revokedBy ? ` by ${revokedBy}` : ''}`;
  if (!expiresAt) return `${made} · until it is revoked`;
  return Date.parse(expiresAt) <= Date.parse(now) ? `${made} · expired ${formatDate(expiresAt)}` : `${made} · until ${formatDate(expiresAt)}`;
};
