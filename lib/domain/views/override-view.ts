import type { Window } from '@/lib/domain/catalog';
import type { Measure } from '@/lib/domain/measure';

export const overrideKinds = ['limit', 'plan', 'grant'] as const;
export type OverrideKind = (typeof overrideKinds)[number];

/** `covered`: it would hold, and a newer one holds instead. */
export type OverrideStatus = 'in_force' | 'covered' | 'expired' | 'revoked';

type PlanName = { id: string; name: string };

/** An operator's exception for one workspace. */
export type OverrideView = {
  id: string;
  kind: OverrideKind;
  status: OverrideStatus;
  /** Of a limit or a grant. */
  measure: Measure | null;
  /** Of a limit. */
  window: Window | null;
  /** Of a limit: null is unlimited. */
  limit: number | null;
  /** Of a grant: what was given, and what is left of it. */
  units: number | null;
  remaining: number | null;
  /** Of a plan. */
  plan: PlanName | null;
  reason: string;
  createdBy: string;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  revokedBy: string | null;
};

/** What holds without exceptions, and the exceptions above it, oldest first: exactly one of them all is in force. */
export type LimitStack = { measure: Measure; window: Window; base: { limit: number | null; isInForce: boolean }; overrides: OverrideView[] };
export type PlanStack = { base: PlanName & { isInForce: boolean }; overrides: OverrideView[] };

/** `GET /api/v1/admin/workspaces/{id}/overrides`. `data` is everything there ever was, newest first. */
export type OverridesView = { data: OverrideView[]; plan: PlanStack; limits: LimitStack[]; grants: OverrideView[]; plans: PlanName[]; giftable: Measure[]; asOf: string };
