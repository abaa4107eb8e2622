import type { Ctx } from '@/lib/context';
import type { Plan } from '@/lib/domain/catalog';

export type PlanVersionRow = { id: string; catalog: string; plan: string; version: number; body: unknown };

/** The version of a plan that is sold now. Throws when the catalogue was not written, which `prepareCatalog` does at start. */
export const currentPlanVersion = async (ctx: Ctx, plan: string): Promise<PlanVersionRow> => {
  const found = await ctx.db.planVersion.findFirst({ where: { catalog: ctx.catalog.id, plan }, orderBy: { version: 'desc' } });
  if (!found) throw new Error(`The catalogue "${ctx.catalog.id}" has no written version of plan "${plan}".`);
  return found;
};

/** The terms that a version froze. */
export const termsOf = (version: { body: unknown }): Plan => version.body as Plan;
