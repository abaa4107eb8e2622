import type { Window } from '@/lib/domain/catalog';
import type { Measure } from '@/lib/domain/measure';

export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Whose limit it is: the plan's, or one that the workspace set itself, for all of it, a key or a member. `name` is null where it is the whole workspace's. */
export type ScopeView = { kind: 'plan' | 'workspace' | 'key' | 'member'; id: string | null; name: string | null };

/** A threshold of a limit that a call crossed. `limit` and `used` are what they were at that call. */
export type AlertView = {
  id: string;
  at: string;
  severity: Severity;
  /** Percent of the limit. */
  threshold: number;
  measure: Measure;
  scope: ScopeView;
  window: Window;
  windowStart: string;
  windowEnd: string;
  limit: number;
  used: number;
  /** The call that crossed it. */
  decisionId: string | null;
  readAt: string | null;
  /** Since then the limit was raised, and the threshold no longer holds. */
  recoveredAt: string | null;
};

/** `GET /api/v1/alerts`: newest first, paged by cursor. `unread` counts all of them, whatever the filter. */
export type AlertsView = { data: AlertView[]; nextCursor: string | null; unread: number; asOf: string };

export type AlertRuleView = { measure: Measure; thresholds: number[]; email: boolean; /** Nothing was chosen for this meter. */ isDefault: boolean };

/** `GET /api/v1/alert-rules`: one for every meter, whether chosen or not. */
export type AlertRulesView = { rules: AlertRuleView[]; defaultThresholds: number[]; mailPercent: number };
