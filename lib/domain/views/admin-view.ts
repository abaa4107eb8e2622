import type { Window } from '@/lib/domain/catalog';
import type { Measure } from '@/lib/domain/measure';
import type { UsageCurrent } from './usage-view';
import type { Role } from './workspace-view';

/** A workspace in the operator's list. `status` is its subscription's; null without one. */
export type WorkspaceRow = { id: string; name: string; owner: string | null; plan: { id: string; name: string }; status: string | null; overrides: number; createdAt: string };

/** `GET /api/v1/admin/workspaces`: newest first, paged by cursor. */
export type WorkspacesView = { data: WorkspaceRow[]; nextCursor: string | null; asOf: string };

/** `GET /api/v1/admin/workspaces/{id}`. */
export type WorkspaceDetail = {
  id: string;
  name: string;
  createdAt: string;
  stripeCustomerId: string | null;
  plan: { id: string; name: string };
  subscription: { status: string; plan: string; interval: string; formatted: string; currentPeriodEnd: string; cancelAt: string | null } | null;
  /** Payments that the cardholder's bank is asking about or has taken back, and that are not decided yet. */
  disputes: { id: string; formatted: string; reason: string; status: string; dueBy: string | null }[];
  members: { id: string; name: string; email: string; role: Role }[];
  keys: { id: string; name: string; prefix: string; last4: string; lastUsedAt: string | null }[];
  usage: UsageCurrent;
  ownLimits: number;
  unreadAlerts: number;
};

type Whose = { id: string; name: string };

/** Whom one limit in shadow mode would have refused, by workspace. */
export type ShadowRow = { workspace: Whose; measure: Measure; window: Window; limit: number | null; count: number; firstAt: string; lastAt: string; sample: string };

/** `GET /api/v1/admin/shadow`: every limit that runs in shadow mode, and what it would have refused. Days without any are zero. */
export type ShadowView = { from: string; to: string; limits: { plan: string; measure: Measure; window: Window; limit: number }[]; days: { day: string; count: number }[]; rows: ShadowRow[]; total: number; asOf: string };

/** What one workspace had beyond its limits, or while the meter was away. `debt` and `overage` are units beyond. */
export type DebtRow = { workspace: Whose; measure: Measure; degradedCalls: number; degradedUnits: number; overage: number; debt: number; lastAt: string };

/** `GET /api/v1/admin/debt`. */
export type DebtView = { from: string; to: string; days: { day: string; count: number }[]; rows: DebtRow[]; total: { degradedCalls: number; workspaces: number }; asOf: string };
