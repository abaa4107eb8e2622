'use client';

import { Segmented } from '@/components/ui/segmented';
import { formatMoney } from '@/lib/domain/money';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView } from '@/lib/domain/views/plan-view';
import { yearlySavingMinor } from './plan-price';

type IntervalSwitchProps = { plans: PlanView[]; currency: string; value: PriceInterval; onChange: (interval: PriceInterval) => void };

/** Month or year, with what a year really saves. */
export const IntervalSwitch = ({ plans, currency, value, onChange }: IntervalSwitchProps) => {
  const most = Math.max(0, ...plans.map(yearlySavingMinor));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Segmented label="Pay by the" value={value} onChange={(next) => onChange(next === 'year' ? 'year' : 'month')} options={[{ value: 'month', label: 'Monthly' }, { value: 'year', label: 'Yearly' }]} />
      {most > 0 && <span className="text-13 text-muted">A year saves up to {formatMoney(most, currency, 'en')}</span>}
    </div>
  );
};
