import { z } from 'zod';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { windows } from '@/lib/domain/catalog';
import { newId } from '@/lib/domain/ids';
import { overrideKinds, type OverridesView } from '@/lib/domain/views/override-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { lockMeter } from '@/lib/services/usage/lock-meter';
import { applyPlanOverrides } from './apply-plan-overrides';
import { followLimits } from './follow-limits';
import { grantGift } from './grant-gift';
import { listOverrides } from './list-overrides';
import { staffId } from './staff-id';

const units = z.number().int().max(Number.MAX_SAFE_INTEGER);

export const createOverrideInput = z.strictObject({
  id: z.string().min(1).max(64),
  kind: z.enum(overrideKinds),
  /** Of a limit and a grant. */
  meter: z.string().min(1).max(64).optional(),
  /** Of a limit. */
  window: z.enum(windows).optional(),
  /** Of a limit; null is unlimited. */
  limit: units.min(0).nullable().optional(),
  /** Of a grant. */
  units: units.min(1).optional(),
  /** Of a plan. */
  plan: z.string().min(1).max(64).optional(),
  reason: z.string().trim().min(3).max(500),
  /** When it ends by itself; without it, when it is revoked. */
  expiresAt: z.iso.datetime().optional(),
}).superRefine((given, issues) => {
  for (const field of ['meter', 'window', 'limit', 'units', 'plan'] as const) {
    const belongs = fieldsOf[given.kind].includes(field);
    if ((given[field] !== undefined) === belongs) continue;
    issues.addIssue({ code: 'custom', path: [field], message: belongs ? `is needed for a ${given.kind}` : `does not belong to a ${given.kind}` });
  }
});
type Input = z.output<typeof createOverrideInput>;

const fieldsOf = { limit: ['meter', 'window', 'limit'], plan: ['plan'], grant: ['meter', 'units'] };

/**
 * Makes an exception for one workspace: a limit in the place of its plan's, a plan for free, or units as a gift. It holds from the
 * next call on, until it ends or is revoked. Answers all exceptions as they are then. 404 for no such workspace.
 */
export const createOverride = async (ctx: Ctx, input: Input): Promise<OverridesView> => {
  requireOperator(ctx);
  if (input.expiresAt !== undefined && new Date(input.expiresAt) <= ctx.now) throw wrong('/expiresAt', 'must be in the future');
  await withStripe(ctx, async (outer) => {
    if (!(await lockWorkspace(outer, { workspaceId: input.id }))) throw new AppError('not_found', 'There is no such workspace.');
    const tx = { ...outer, workspaceId: input.id };
    const id = newId('ovr', tx.now.getTime());
    const common = { id, workspaceId: tx.workspaceId, reason: input.reason, createdById: staffId(tx), createdAt: tx.now, expiresAt: input.expiresAt === undefined ? null : new Date(input.expiresAt) };
    if (input.kind === 'limit') await makeLimit(tx, common, input);
    if (input.kind === 'plan') await makePlan(tx, common, input);
    if (input.kind === 'grant') await makeGrant(tx, common, input);
    const { meter = null, window = null, limit = null, units: given = null, plan = null, reason, expiresAt = null } = input;
    await recordAudit(tx, { action: 'override.created', subject: id, after: { kind: input.kind, meter, window, limit, units: given, plan, reason, expiresAt } });
  });
  return listOverrides(ctx, { id: input.id });
};

type Common = { id: string; workspaceId: string; reason: string; createdById: string; createdAt: Date; expiresAt: Date | null };

const makeLimit = async (tx: WorkspaceCtx, common: Common, { meter = '', window, limit = null }: Input): Promise<void> => {
  const entitlement = await tx.db.entitlement.findFirst({ where: { planVersion: { workspaces: { some: { id: tx.workspaceId } } }, meter, window } });
  if (!entitlement) throw wrong('/window', 'must be one that some plan limits for this meter');
  await lockMeter(tx);
  await tx.db.override.create({ data: { ...common, kind: 'limit', meter, window, limit: limit === null ? null : BigInt(limit) } });
  await followLimits(tx);
};

const makePlan = async (tx: WorkspaceCtx, common: Common, { plan = '' }: Input): Promise<void> => {
  if (!Object.hasOwn(tx.catalog.plans, plan)) throw wrong('/plan', `must be one of ${Object.keys(tx.catalog.plans).join(', ')}`);
  await tx.db.override.create({ data: { ...common, kind: 'plan', planVersionId: (await currentPlanVersion(tx, plan)).id } });
  await applyPlanOverrides(tx, tx.workspaceId);
};

const makeGrant = async (tx: WorkspaceCtx, common: Common, { meter = '', units: given = 0 }: Input): Promise<void> => {
  if (!Object.hasOwn(tx.catalog.meters, meter)) throw wrong('/meter', `must be one of ${Object.keys(tx.catalog.meters).join(', ')}`);
  const spends = await tx.db.entitlement.count({ where: { planVersion: { workspaces: { some: { id: tx.workspaceId } } }, meter, usesPacks: true } });
  if (spends === 0) throw new AppError('conflict', 'The plan of this workspace spends no grants of this meter, so a gift would lie idle. Raise the limit instead.');
  const grantId = await grantGift(tx, { meter, units: given, reason: common.id, expiresAt: common.expiresAt });
  await tx.db.override.create({ data: { ...common, kind: 'grant', meter, units: BigInt(given), grantId } });
};

const wrong = (pointer: string, message: string): AppError => new AppError('invalid_input', 'Some of what was sent is not right. See "errors".', { errors: [{ pointer, message }] });
