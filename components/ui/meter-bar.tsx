import type { QuotaStatus } from '@/lib/domain/quota-status';
import { cn } from './cn';

const fills: Record<QuotaStatus, string> = { active: 'fill-accent', warning: 'fill-warning', limit_reached: 'fill-danger' };

type MeterBarProps = { label: string; used: number; limit: number | null; status: QuotaStatus; valueText: string; isThin?: boolean };

/** How much of a limit is used. Without a limit the track is dashed: unlimited is not the same as empty. */
export const MeterBar = ({ label, used, limit, status, valueText, isThin = false }: MeterBarProps) => {
  const height = isThin ? 'h-1' : 'h-2';
  if (limit === null) {
    return <div role="img" aria-label={`${label}: ${valueText}`} className={cn('rounded-full border border-dashed border-edge', height)} />;
  }
  const share = limit === 0 ? 100 : Math.min(100, (used / limit) * 100);
  return (
    <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={limit} aria-valuenow={Math.min(used, limit)} aria-valuetext={valueText} className={cn('overflow-hidden rounded-full bg-line', height)}>
      <svg aria-hidden width="100%" height="100%" className="block">
        <rect data-mark width={`${used > 0 ? Math.max(share, 0.6) : 0}%`} height="100%" className={fills[status]} />
      </svg>
    </div>
  );
};
