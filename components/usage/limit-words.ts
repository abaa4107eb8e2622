import { formatAmount, formatPercent, formatUnits } from '@/components/ui/format-count';
import type { LimitView, MeterView } from '@/lib/domain/views/usage-view';
import { thisWindow } from './main-limit';

/** A limit as one sentence: for a screen reader, a tooltip and the thin bar. */
export const limitWords = (meter: MeterView, limit: LimitView): string => {
  const used = formatUnits(limit.used, meter.unit);
  if (limit.limit === null || limit.percentage === null) return `${used} used ${thisWindow(limit.window)}, no limit`;
  return `${formatAmount(limit.used, meter.unit)} of ${formatUnits(limit.limit, meter.unit)} used ${thisWindow(limit.window)}, ${formatPercent(limit.percentage)}`;
};
