'use client';

import { Segmented } from '@/components/ui/segmented';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView } from '@/lib/domain/views/plan-view';

type IntervalSwitchProps = { plans: PlanView[]; value: PriceInterval; onChange: (interval: PriceInterval) => void };

/** Month or year, with what a year really saves. */
export const IntervalSwitch = ({ plans, value, onChange }: IntervalSwitchProps) => {
  const savings = plans.flatMap((plan) => plan.yearlySaving ?? []).sort((a, b) => b.amountMinor - a.amountMinor);
  const most = savings[0];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Segmented label="Pay by the" value={value} onChange={(next) => onChange(next === 'year' ? 'year' : 'month')} options={[{ value: 'month', label: 'Monthly' }, { value: 'year', label: 'Yearly' }]} />
      {most && <span className="text-13 text-muted">A year saves {savings.length > 1 ? 'up to ' : ''}{most.formatted}, {most.percent} %</span>}
    </div>
  );
};
