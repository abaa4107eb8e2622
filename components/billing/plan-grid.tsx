import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import type { PlanView } from '@/lib/domain/views/plan-view';

/** Whether a plan has a row to itself: one that is not sold here, where it would be alone in the second row. */
export const isWide = (plan: PlanView, plans: PlanView[]): boolean => plan.isCustom && plans.length > 4;

/** Columns of equal height: as many beside each other as there is room to read. */
export const PlanGrid = ({ plans, children }: { plans: PlanView[]; children: ReactNode }) => {
  const count = plans.filter((plan) => !isWide(plan, plans)).length;
  return <div className={cn('grid gap-4 sm:grid-cols-2 sm:gap-x-4 sm:gap-y-6', count === 3 || count > 4 ? 'lg:grid-cols-3' : 'xl:grid-cols-4')}>{children}</div>;
};
