import type { Window } from '@/lib/domain/catalog';
import type { Measure } from '@/lib/domain/measure';
import type { QuotaStatus } from '@/lib/domain/quota-status';
import type { ScopeView } from './alert-view';

export const ownWindows = ['day', 'month', 'billing_period'] as const;
export type OwnWindow = (typeof ownWindows)[number];

/** `hard`: calls beyond it are refused. `notify`: they pass, and the workspace is told. */
export const limitModes = ['hard', 'notify'] as const;
export type LimitMode = (typeof limitModes)[number];

export type ScopeOfLimit = ScopeView;

/** A limit that the workspace set itself, and how it stands now. */
export type OwnLimitView = {
  id: string;
  scope: ScopeView;
  measure: Measure;
  window: Window;
  limit: number;
  mode: LimitMode;
  used: number;
  remaining: number;
  percentage: number;
  status: QuotaStatus;
  resetsAt: string;
  updatedAt: string;
  /** The key was revoked or has expired, or the person is no member any more: nothing can use it. */
  isIdle: boolean;
};

/** `GET /api/v1/limits`. What can be limited, and for whom, comes with it. */
export type OwnLimitsView = {
  data: OwnLimitView[];
  measures: Measure[];
  /** Null where no plan bills anything beyond its limits. */
  spend: Measure | null;
  keys: { id: string; name: string }[];
  members: { id: string; name: string }[];
  asOf: string;
};
