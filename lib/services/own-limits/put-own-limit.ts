import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError, type FieldError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import { spendMeter } from '@/lib/domain/measure';
import { limitModes, ownWindows, type OwnLimitView } from '@/lib/domain/views/own-limit-view';
import { alertMeters } from '@/lib/services/alerts/get-alert-rules';
import { recoverWorkspaceAlerts } from '@/lib/services/alerts/recover-alerts';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { adminRoles, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { lockMeter } from '@/lib/services/usage/lock-meter';
import { ownLimitViews } from './own-limit-views';

const id = z.string().min(1).max(64);

export const putOwnLimitInput = z.strictObject({
  scope: z.union([z.literal('workspace'), z.strictObject({ key: id }), z.strictObject({ member: id })]),
  /** A meter, or `spend`: what is billed beyond the plan, in minor units of the catalogue's currency. */
  meter: z.string().min(1).max(64),
  window: z.enum(ownWindows),
  limit: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  mode: z.enum(limitModes),
});
type Input = z.output<typeof putOwnLimitInput>;

const most = 500;

/**
 * Sets a limit of the workspace's own, or changes the one there is for the same scope, meter and window. It holds from the next
 * call on, and counts what was used in the running window before. 404 for a key or a person of another workspace.
 */
export const putOwnLimit = async (ctx: WorkspaceCtx, input: Input): Promise<OwnLimitView> => {
  requireRole(ctx, adminRoles);
  checkInput(ctx, input);
  return inTransaction(ctx, async (tx) => {
    const scope = await scopeOf(tx, input.scope);
    await lockMeter(tx);
    const limitId = await write(tx, scope, input);
    await tx.db.$executeRaw`SELECT own_limit_backfill(${tx.workspaceId}, ${scope}, ${input.meter}, ${input.window})`;
    await recoverWorkspaceAlerts(tx);
    const [view] = await ownLimitViews(tx, limitId);
    if (!view) throw new Error('a limit that was set is there');
    return view;
  });
};

const checkInput = (ctx: WorkspaceCtx, { scope, meter, window }: Input): void => {
  const known = alertMeters(ctx);
  const errors: FieldError[] = known.includes(meter) ? [] : [{ pointer: '/meter', message: `must be one of ${known.join(', ')}` }];
  if (meter === spendMeter && scope !== 'workspace') errors.push({ pointer: '/scope', message: 'must be workspace: what is billed beyond the plan belongs to all of it' });
  if (meter === spendMeter && window !== 'billing_period') errors.push({ pointer: '/window', message: 'must be billing_period: that is what is billed' });
  if (errors.length > 0) throw new AppError('invalid_input', 'Some of what was sent is not right. See "errors".', { errors });
};

const scopeOf = async (tx: WorkspaceCtx, scope: Input['scope']): Promise<string> => {
  if (scope === 'workspace') return 'own';
  const { workspaceId } = tx;
  if ('key' in scope) {
    const key = await tx.db.apiKey.findUnique({ where: { id: scope.key, workspaceId }, select: { id: true } });
    if (!key) throw new AppError('not_found', 'There is no such API key.');
    return `key:${key.id}`;
  }
  const member = await tx.db.member.findUnique({ where: { workspaceId_userId: { workspaceId, userId: scope.member } }, select: { userId: true } });
  if (!member) throw new AppError('not_found', 'There is no such member.');
  return `member:${member.userId}`;
};

const write = async (tx: WorkspaceCtx, scope: string, { meter, window, limit, mode }: Input): Promise<string> => {
  const { workspaceId } = tx;
  const where = { workspaceId_scope_meter_window: { workspaceId, scope, meter, window } };
  const before = await tx.db.ownLimit.findUnique({ where });
  if (!before && (await tx.db.ownLimit.count({ where: { workspaceId } })) >= most) throw new AppError('conflict', `A workspace has at most ${most} limits of its own. Remove one first.`);
  const createdById = tx.actor.kind === 'member' ? tx.actor.userId : tx.actor.kind === 'apiKey' ? tx.actor.keyId : null;
  const { id: limitId } = await tx.db.ownLimit.upsert({
    where, update: { limit, mode, updatedAt: tx.now },
    create: { id: newId('lim', tx.now.getTime()), workspaceId, scope, meter, window, limit, mode, createdById, createdAt: tx.now, updatedAt: tx.now },
  });
  await recordAudit(tx, {
    action: before ? 'own_limit.changed' : 'own_limit.set', subject: limitId, before: before ? { limit: Number(before.limit), mode: before.mode } : undefined, after: { scope, meter, window, limit, mode },
  });
  return limitId;
};
