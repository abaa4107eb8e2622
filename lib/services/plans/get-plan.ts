import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { PlanView } from '@/lib/domain/views/plan-view';
import { listPlans } from './list-plans';

export const getPlanInput = z.strictObject({ id: z.string().min(1).max(40) });

/** One plan, as `listPlans` shows it to the same viewer. 404 for what is not offered to them. */
export const getPlan = async (ctx: Ctx, input: z.input<typeof getPlanInput>): Promise<PlanView> => {
  const { id } = getPlanInput.parse(input);
  const found = (await listPlans(ctx)).plans.find((plan) => plan.id === id);
  if (!found) throw new AppError('not_found', 'There is no such plan.');
  return found;
};
