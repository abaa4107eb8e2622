import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { AlertRulesView } from '@/lib/domain/views/alert-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { adminRoles, requireRole } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { lockMeter } from '@/lib/services/usage/lock-meter';
import { alertMeters, getAlertRules } from './get-alert-rules';

const ascending = (thresholds: number[]): number[] => [...new Set(thresholds)].sort((a, b) => a - b);

export const putAlertRulesInput = z.strictObject({
  rules: z.array(z.strictObject({
    meter: z.string().min(1).max(64),
    /** Percents of a limit. Empty: never. */
    thresholds: z.array(z.number().int().min(1).max(1000)).max(10).transform(ascending),
    email: z.boolean(),
  })).max(50),
});

/** Replaces the workspace's rules: a meter that is not named goes back to the default. A call crosses by the rules of its own moment. */
export const putAlertRules = async (ctx: WorkspaceCtx, { rules }: z.output<typeof putAlertRulesInput>): Promise<AlertRulesView> => {
  requireRole(ctx, adminRoles);
  checkMeters(ctx, rules.map((rule) => rule.meter));
  return inTransaction(ctx, async (tx) => {
    await lockMeter(tx);
    const { workspaceId } = tx;
    const before = await tx.db.alertRule.findMany({ where: { workspaceId }, orderBy: { meter: 'asc' } });
    await tx.db.alertRule.deleteMany({ where: { workspaceId } });
    await tx.db.alertRule.createMany({ data: rules.map((rule) => ({ ...rule, workspaceId, updatedAt: tx.now })) });
    await recordAudit(tx, { action: 'alert_rules.changed', subject: workspaceId, before: { rules: before.map(({ meter, thresholds, email }) => ({ meter, thresholds, email })) }, after: { rules } });
    return getAlertRules(tx);
  });
};

const checkMeters = (ctx: WorkspaceCtx, meters: string[]): void => {
  const known = alertMeters(ctx);
  const errors = meters.flatMap((meter, i) => {
    if (!known.includes(meter)) return [{ pointer: `/rules/${i}/meter`, message: `must be one of ${known.join(', ')}` }];
    return meters.indexOf(meter) === i ? [] : [{ pointer: `/rules/${i}/meter`, message: 'has a rule already' }];
  });
  if (errors.length > 0) throw new AppError('invalid_input', 'Some of what was sent is not right. See "errors".', { errors });
};
