import { quotaStatus } from '@/lib/domain/quota-status';
import { windowAt } from '@/lib/domain/windows';
import type { PlanView } from '@/lib/domain/views/plan-view';
import type { LimitView, MeterView } from '@/lib/domain/views/usage-view';

/** Weekdays busy, weekends quiet: the shape of most APIs. In hundredths of the highest day. */
const shape = [62, 71, 68, 30, 22, 58, 66, 74, 70, 61, 27, 19, 64, 78, 82, 75, 69, 33, 24, 88];

export type ExampleUsage = { plan: string; meter: MeterView; limit: LimitView; days: number[]; asOf: string };

/** A made-up workspace in the middle of its month, on a plan of this catalogue; null where no plan has a limit to show. */
export const exampleUsage = (plans: PlanView[], meter: string, now: Date): ExampleUsage | null => {
  const isLong = (limit: PlanView['limits'][number]) => limit.meter === meter && limit.window !== 'minute' && limit.limit !== null;
  const plan = plans.find((one) => !one.isFree && one.limits.some(isLong)) ?? plans.find((one) => one.limits.some(isLong));
  const chosen = plan?.limits.find(isLong);
  if (!plan || !chosen || chosen.limit === null) return null;
  const used = Math.round(chosen.limit * 0.4812);
  const { start, end } = windowAt(chosen.window, now, new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)));
  const limit: LimitView = { window: chosen.window, limit: chosen.limit, used, ...quotaStatus(used, chosen.limit), startedAt: start.toISOString(), resetsAt: end.toISOString(), overage: null };
  return { plan: plan.name, meter: { meter, name: chosen.name, unit: chosen.unit, isMain: true, limits: [limit], packs: null }, limit, days: shape, asOf: now.toISOString() };
};
