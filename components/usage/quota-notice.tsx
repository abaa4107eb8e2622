import { CircleX, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatAmount, formatUnits } from '@/components/ui/format-count';
import { formatReset } from '@/components/ui/format-time';
import type { LimitView, MeterView, UsageCurrent } from '@/lib/domain/views/usage-view';
import { beyondLimit } from './beyond-limit';
import { thisWindow } from './main-limit';

type Pressed = { meter: MeterView; limit: LimitView };

const isPressing = (limit: LimitView): boolean => limit.window !== 'minute' && limit.status !== 'active';

/** The limit that presses most: one that is reached before one that is near. Burst limits pass too quickly to speak of. */
const mostPressed = (usage: UsageCurrent): Pressed | undefined => {
  const all = usage.meters.flatMap((meter) => meter.limits.filter(isPressing).map((limit) => ({ meter, limit })));
  return all.find(({ limit }) => limit.status === 'limit_reached') ?? all[0];
};

/** Says that a limit is near or reached, what that means, and what helps; nothing while all is well. */
export const QuotaNotice = ({ usage }: { usage: UsageCurrent }) => {
  const pressed = mostPressed(usage);
  if (!pressed || pressed.limit.limit === null) return <div role="status" className="hidden" />;
  const { meter, limit } = pressed;
  const isReached = limit.status === 'limit_reached';
  const title = isReached
    ? `The limit of ${formatUnits(pressed.limit.limit, meter.unit)} ${thisWindow(limit.window)} is reached`
    : `${formatAmount(limit.remaining ?? 0, meter.unit)} of ${formatUnits(pressed.limit.limit, meter.unit)} left ${thisWindow(limit.window)}`;
  const beyond = beyondLimit(meter, limit);
  const isStopped = isReached && beyond.isRefused;
  const Icon = isStopped ? CircleX : TriangleAlert;
  return (
    <div role="status" className={cn('flex flex-wrap items-center justify-between gap-3 rounded-card border p-4 sm:px-5', isStopped ? 'border-danger bg-danger-soft' : 'border-warning bg-warning-soft')}>
      <div className="flex min-w-0 items-start gap-3">
        <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', isStopped ? 'text-danger' : 'text-warning')} />
        <div>
          <p className="text-14 font-medium">{title}</p>
          <p className="text-13">{beyond.sentence} It resets {formatReset(limit.resetsAt, usage.asOf)}; a bigger plan takes effect at once.</p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        {meter.packs !== null && limit.window === 'billing_period' && <Button asChild size="sm"><Link href="/credits">{meter.packs > 0 ? 'See credits' : 'Buy credits'}</Link></Button>}
        <Button asChild size="sm" variant={isStopped ? 'primary' : 'secondary'}><Link href="/plans">Compare plans</Link></Button>
      </div>
    </div>
  );
};
