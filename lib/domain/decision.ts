import { z } from 'zod';

/** What the edge asks about one call. `requestId` is the client's, or one the edge made (`isClientRequestId` false). */
export const meterQuestion = z.strictObject({
  keyHash: z.string().regex(/^[0-9a-f]{64}$/),
  requestId: z.string().min(1).max(204),
  isClientRequestId: z.boolean(),
  method: z.string().max(16),
  path: z.string().max(4096),
  headers: z.record(z.string().max(64), z.string().max(256)),
  /** What the catalogue weighs of the JSON body; absent when the body was not read. */
  fields: z.record(z.string().max(520), z.string().max(256)).optional(),
});
/** A use that no gateway saw. `units` are those of one, in place of the operation's own; held for `holdSeconds`, or taken at once. */
export type DirectUse = { operation?: string; units?: Record<string, number>; quantity: number; holdSeconds?: number };

/** `direct` never comes from the edge. */
export type MeterQuestion = z.infer<typeof meterQuestion> & { direct?: DirectUse };

/**
 * A limit after a decision. `remaining` is what grants have left, where they pay for the meter. `scope`: whose limit it is where the
 * workspace set it itself: `own`, `key:<id>` or `member:<id>`.
 */
export type LimitState = { meter: string; window: string; scope?: string; limit: number; used: number; remaining: number; resetsAt: string; resetsInSeconds: number; windowSeconds: number };

export type Decision =
  | {
      allowed: true;
      decisionId: string;
      workspaceId: string;
      /** Null when it passed while the meter was away. */
      plan: string | null;
      occurredAt: string;
      operation: string;
      units: Record<string, number>;
      limits: LimitState[];
      /** The same request id was decided before: nothing was charged now. */
      isReplay: boolean;
      /** Let through while the meter could not be reached; recorded later. */
      degraded: boolean;
      /** The plan lets calls of this operation pass while the meter cannot be reached. */
      admitsUnavailable: boolean;
    }
  | {
      allowed: false;
      code: 'invalid_api_key' | 'insufficient_scope' | 'unknown_operation' | 'feature_not_included' | 'quota_exceeded' | 'rate_limited' | 'insufficient_credits' | 'own_limit_reached' | 'request_id_reused' | 'unavailable' | 'overloaded';
      decisionId: string | null;
      workspaceId: string | null;
      operation: string | null;
      limits: LimitState[];
      /** For `quota_exceeded`, `rate_limited`, `insufficient_credits` and `own_limit_reached`: the limit that refused and the units the call needs. */
      refusedBy: LimitState | null;
      required: number | null;
      plan: string | null;
      feature: string | null;
      retryAfterSeconds: number | null;
    };
