import type { Window } from '@/lib/domain/catalog';
import type { Measure } from '@/lib/domain/measure';
import type { Remedy } from '@/lib/domain/remedies';
import type { ScopeView } from './alert-view';
import type { GrantSource } from './billing-view';
import type { DecisionView } from './usage-view';

/** A limit as it stood: after an admitted call, or when it refused one. `grantsLeft`: what grants held, where they pay. */
export type DecisionLimit = { measure: Measure; scope: ScopeView; window: Window; limit: number; used: number; grantsLeft: number | null; startsAt: string; endsAt: string; isRefusing: boolean };

/** `GET /api/v1/decisions/{id}`: the decision, and all that it rested on. */
export type DecisionDetail = DecisionView & {
  limits: DecisionLimit[];
  /** What was taken from which grant. */
  spent: { measure: Measure; units: number; grantId: string; source: GrantSource | null }[];
  /** Units that no limit or grant had room for. */
  beyond: { measure: Measure; window: Window | null; units: number; as: 'overage' | 'debt' }[];
  /** Limits that refuse nobody, and would have refused this call. Told of the first such call of a minute. */
  shadow: { measure: Measure; scope: ScopeView; window: Window; limit: number; used: number }[];
  /** The plan's bursts per minute then. */
  rateLimits: { requests: number | null; messages: number | null };
  /** What the model counted; null for a call to none. `costMicros` is null where its price was not known. */
  model: { provider: string | null; name: string | null; inputTokens: number | null; outputTokens: number | null; costMicros: number | null } | null;
  /** Units reserved before the real ones were known, and until when. */
  hold: { units: Record<string, number>; expiresAt: string | null } | null;
  key: { id: string; name: string } | null;
  member: { id: string; name: string } | null;
  source: 'gateway' | 'api' | 'ingest' | null;
  /** Whose limit refused the call. */
  scope: ScopeView | null;
  /** What would have let a refused call pass. */
  remedies: Remedy[];
  /** The names of the meters that occur. */
  measures: Measure[];
};
