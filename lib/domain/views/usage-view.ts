import type { Window } from '@/lib/domain/catalog';
import type { QuotaStatus } from '@/lib/domain/quota-status';

/** One limit of one meter, now. `limit` and what follows from it are null when unlimited. `resetsAt` is RFC 3339 UTC. */
export type LimitView = {
  window: Window;
  limit: number | null;
  used: number;
  remaining: number | null;
  percentage: number | null;
  resetsAt: string;
  startedAt: string;
  status: QuotaStatus;
  /** Set where calls beyond the limit pass and are billed: the units so far in this window and what they cost. */
  overage: OverageView | null;
};

/** Amounts in minor units; every begun `per` units cost `priceMinor`. Yearly plans are billed for the year's units in one sum. */
export type OverageView = { units: number; amountMinor: number; currency: string; formatted: string; per: number; priceMinor: number };

/** The noun beside a number. Units of money are micro-dollars, and are shown as dollars without a noun. */
export type UnitView = { one: string; many: string; isMoney?: true };

export type MeterView = { meter: string; name: string; unit: UnitView; isMain: boolean; limits: LimitView[]; /** What credit packs hold of it; null where none are sold. */ packs: number | null };

/** `GET /api/v1/usage/current`. `canCall` is false when some limit of the main meter is reached and neither packs nor overage let calls pass. */
export type UsageCurrent = {
  plan: { id: string; name: string };
  meters: MeterView[];
  canCall: boolean;
  asOf: string;
};

export const breakdownKinds = ['operation', 'provider', 'model', 'key', 'member', 'status'] as const;
export type BreakdownKind = (typeof breakdownKinds)[number];

/**
 * `GET /api/v1/usage/breakdown`. `key` is the id of the operation, provider, model, key, member or outcome; `name` is how it is shown.
 * `units` are the meter's; `calls`, `tokens` and `costMicros` (micro-dollars) are of all calls, whatever meters count them. `unpriced` are the
 * calls among them whose model has no known price: they cost something that is in no sum.
 */
export type BreakdownRow = { key: string; name: string; units: number; calls: number; tokens: number; costMicros: number; unpriced: number; share: number };
export type BreakdownTotal = Omit<BreakdownRow, 'key' | 'name' | 'share'>;
export type UsageBreakdown = { by: BreakdownKind; meter: string; from: string; to: string; rows: BreakdownRow[]; total: BreakdownTotal; asOf: string };

export const granularities = ['hour', 'day', 'month'] as const;
export type Granularity = (typeof granularities)[number];

/** `GET /api/v1/usage/history`. Empty buckets are zero, not gaps. `units` are the meter's, `calls` all that were charged; `refused` counts refused calls. */
export type HistoryPoint = { at: string; units: number; calls: number; costMicros: number; refused: number };
export type UsageHistory = { meter: string; granularity: Granularity; from: string; to: string; points: HistoryPoint[]; total: Omit<HistoryPoint, 'at'>; asOf: string };

export const outcomes = ['unknown', 'held', 'succeeded', 'released', 'aborted'] as const;
/** `unknown` until settled, `released` = not charged because it failed, `aborted` = the client left. */
export type Outcome = (typeof outcomes)[number];

/** A call in the list of recent calls: admitted (from the ledger) or a group of refused ones (count > 1). */
export type RecentCall = {
  decisionId: string;
  at: string;
  kind: 'admitted' | 'refused';
  operation: string;
  operationName: string;
  method: string | null;
  path: string | null;
  apiKeyId: string | null;
  apiKeyName: string | null;
  units: Record<string, number>;
  outcome: Outcome | null;
  statusCode: number | null;
  latencyMs: number | null;
  degraded: boolean;
  /** Refusals only: why, and how many like it in that minute. */
  code: string | null;
  count: number;
};

/** `GET /api/v1/usage/calls`: newest first, paged by cursor. */
export type RecentCalls = { data: RecentCall[]; nextCursor: string | null; asOf: string };

/** `GET /api/v1/decisions/{id}`. */
export type DecisionView = {
  decisionId: string;
  allowed: boolean;
  code: string | null;
  at: string;
  operation: string;
  operationName: string;
  requestId: string | null;
  units: Record<string, number>;
  plan: { id: string; name: string };
  meter: string | null;
  window: Window | null;
  limit: number | null;
  used: number | null;
  required: number | null;
  resetsAt: string | null;
  outcome: Outcome | null;
  statusCode: number | null;
  latencyMs: number | null;
  degraded: boolean;
  count: number;
};
