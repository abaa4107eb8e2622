import type { Ctx } from '@/lib/context';
import { localize } from '@/lib/domain/locale';
import type { PlanTerms } from '@/lib/domain/views/billing-view';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import type { StoredTerms } from './stored-terms';

/** Plan versions by id, for naming what was stored with only their ids. */
export const plansById = async (ctx: Ctx, ids: (string | undefined)[]): Promise<Map<string, { id: string; name: string }>> => {
  const wanted = [...new Set(ids)].filter((id) => id !== undefined);
  if (wanted.length === 0) return new Map();
  const rows = await ctx.db.planVersion.findMany({ where: { id: { in: wanted } }, select: { id: true, plan: true, body: true } });
  return new Map(rows.map((row) => [row.id, { id: row.plan, name: localize(termsOf(row).name, ctx.locale) }]));
};

/** Stored terms as they are shown, the plan named in the reader's language. */
export const termsView = (terms: Omit<StoredTerms, 'plan'>, plans: Map<string, { id: string; name: string }>): PlanTerms => ({
  plan: plans.get(terms.planVersionId) ?? { id: terms.planVersionId, name: terms.planVersionId },
  interval: terms.interval, quantity: terms.quantity, amountMinor: terms.amountMinor, currency: terms.currency,
});
