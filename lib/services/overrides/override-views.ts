import type { Ctx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { measureOf } from '@/lib/domain/measure';
import type { OverrideKind, OverrideStatus, OverrideView } from '@/lib/domain/views/override-view';
import type { CreditGrant, Override, PlanVersion } from '@/lib/generated/prisma/client';
import { termsOf } from '@/lib/services/catalog/current-plan-version';

type Row = Override & { planVersion: PlanVersion | null; grant: CreditGrant | null };

export const withParts = { planVersion: true, grant: true } as const;

/** A workspace's exceptions as they are shown, in the order given: newest first. Of those about the same thing the newest that lasts holds. */
export const overrideViews = async (ctx: Ctx, rows: Row[]): Promise<OverrideView[]> => {
  const people = await ctx.db.user.findMany({ where: { id: { in: rows.flatMap((row) => [row.createdById, ...(row.revokedById === null ? [] : [row.revokedById])]) } }, select: { id: true, name: true, email: true } });
  const nameOf = (id: string) => {
    const found = people.find((one) => one.id === id);
    return found ? found.name || found.email : id;
  };
  const held = new Set<string>();
  return rows.map((row) => ({
    id: row.id, kind: row.kind as OverrideKind, status: statusOf(row, ctx.now, held), measure: row.meter === null ? null : measureOf(ctx, row.meter), window: row.window as Window | null,
    limit: numberOf(row.limit), units: numberOf(row.units), remaining: row.grant ? Number(row.grant.remaining) : null,
    plan: row.planVersion ? { id: row.planVersion.plan, name: localize(termsOf(row.planVersion).name, ctx.locale) } : null,
    reason: row.reason, createdBy: nameOf(row.createdById), createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null, revokedBy: row.revokedById === null ? null : nameOf(row.revokedById),
  }));
};

const statusOf = (row: Row, now: Date, held: Set<string>): OverrideStatus => {
  if (row.revokedAt !== null) return 'revoked';
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  // Gifts add up; a limit or a plan stands in the place of the one below it.
  const subject = row.kind === 'grant' ? row.id : `${row.kind} ${row.meter ?? ''} ${row.window ?? ''}`;
  if (held.has(subject)) return 'covered';
  held.add(subject);
  return 'in_force';
};

const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));
