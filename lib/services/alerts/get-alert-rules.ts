import { z } from 'zod';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import { measureOf, spendMeter } from '@/lib/domain/measure';
import { defaultThresholds, mailPercent } from '@/lib/domain/quota-status';
import type { AlertRulesView } from '@/lib/domain/views/alert-view';
import { anyRole, requireRole } from '@/lib/services/identity/require-role';

export const getAlertRulesInput = z.strictObject({});

/** What a workspace can be told about: every meter, and the spend beyond the plan where some plan bills it. */
export const alertMeters = ({ catalog }: Pick<Ctx, 'catalog'>): string[] => {
  const bills = Object.values(catalog.plans).some((plan) => Object.values(plan.limits).some((limit) => limit.overage !== undefined));
  return [...Object.keys(catalog.meters).sort((a, b) => Number(b === catalog.mainMeter) - Number(a === catalog.mainMeter)), ...(bills ? [spendMeter] : [])];
};

/** At how many percent of each meter's limits this workspace is told, and whether by mail too. */
export const getAlertRules = async (ctx: WorkspaceCtx, _input: z.output<typeof getAlertRulesInput> = {}): Promise<AlertRulesView> => {
  requireRole(ctx, anyRole);
  const rows = await ctx.db.alertRule.findMany({ where: { workspaceId: ctx.workspaceId } });
  const rules = alertMeters(ctx).map((meter) => {
    const row = rows.find((one) => one.meter === meter);
    return { measure: measureOf(ctx, meter), thresholds: row?.thresholds ?? [...defaultThresholds], email: row?.email ?? true, isDefault: row === undefined };
  });
  return { rules, defaultThresholds: [...defaultThresholds], mailPercent };
};
