'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatAmount, formatUnits } from '@/components/ui/format-count';
import { formatReset } from '@/components/ui/format-time';
import { MeterBar } from '@/components/ui/meter-bar';
import { limitWords } from '@/components/usage/limit-words';
import { mainLimit, mainMeter } from '@/components/usage/main-limit';
import { currentUsageQuery } from '@/components/usage/usage-queries';
import type { UsageCurrent } from '@/lib/domain/views/usage-view';

/** The plan and its main meter, always in sight at the foot of the navigation. */
export const PlanMeter = ({ initial }: { initial: UsageCurrent }) => {
  const { data } = useQuery({ ...currentUsageQuery(), initialData: initial });
  const meter = mainMeter(data);
  const limit = meter && mainLimit(meter);
  if (!meter || !limit) return null;
  return (
    <Link href="/usage" title={`Resets ${formatReset(limit.resetsAt, data.asOf)}`} className="grid gap-2 rounded-inner border border-line bg-raised p-3 transition-colors hover:border-edge">
      <span className="flex items-baseline justify-between gap-2">
        <span className="truncate text-13 font-medium text-ink">{data.plan.name}</span>
        <span className="text-12 text-muted">{limit.percentage === null ? 'Unlimited' : `${limit.percentage} %`}</span>
      </span>
      <MeterBar isThin label={meter.name} used={limit.used} limit={limit.limit} status={limit.status} valueText={limitWords(meter, limit)} />
      <span className="text-12 text-muted">
        {limit.limit === null ? formatUnits(limit.used, meter.unit) : `${formatAmount(limit.used, meter.unit)} of ${formatUnits(limit.limit, meter.unit)}`}
      </span>
    </Link>
  );
};
