import { Card } from '@/components/ui/card';
import { formatAmount, formatPercent, formatUnits } from '@/components/ui/format-count';
import { formatInstant, formatReset } from '@/components/ui/format-time';
import { MeterBar } from '@/components/ui/meter-bar';
import type { LimitView, MeterView } from '@/lib/domain/views/usage-view';
import { beyondLimit } from './beyond-limit';
import { limitWords } from './limit-words';
import { mainLimit, perWindow, thisWindow } from './main-limit';
import { QuotaBadge } from './quota-badge';

/** A meter now: the number, what it is of, what is left and when it starts again. Its other limits are below, smaller. */
export const MeterCard = ({ meter, asOf }: { meter: MeterView; asOf: string }) => {
  const main = mainLimit(meter);
  const others = meter.limits.filter((limit) => limit !== main);
  if (!main) return null;
  return (
    <Card className="flex flex-col gap-4 p-4 sm:p-5">
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-14 font-semibold">{meter.name}</h2>
        <QuotaBadge status={main.status} />
      </div>
      <MainFigure meter={meter} limit={main} asOf={asOf} />
      {others.length > 0 && (
        <ul className="mt-auto grid gap-3 border-t border-line pt-4">
          {others.map((limit) => <OtherLimit key={limit.window} meter={meter} limit={limit} asOf={asOf} />)}
        </ul>
      )}
    </Card>
  );
};

export const MainFigure = ({ meter, limit, asOf }: { meter: MeterView; limit: LimitView; asOf: string }) => (
  <div className="grid gap-3">
    <p className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-28 font-semibold tracking-tight text-ink">{formatAmount(limit.used, meter.unit)}</span>
      <span className="text-14 text-muted">
        {limit.limit === null ? `${nounBeside(meter, limit.used)}${thisWindow(limit.window)} · unlimited` : `of ${formatUnits(limit.limit, meter.unit)}`}
      </span>
    </p>
    <MeterBar label={meter.name} used={limit.used} limit={limit.limit} status={limit.status} valueText={limitWords(meter, limit)} />
    <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-13 text-muted">
      {limit.remaining !== null && <span><span className="font-medium text-ink">{formatAmount(limit.remaining, meter.unit)}</span> left</span>}
      <span title={formatInstant(limit.resetsAt)}>{limit.limit === null ? 'Counts again from' : 'Resets'} {formatReset(limit.resetsAt, asOf)}</span>
    </p>
    {isExtended(meter, limit) && <p className="text-13 text-muted">{beyondLimit(meter, limit).sentence}</p>}
  </div>
);

const nounBeside = ({ unit }: MeterView, value: number): string => (unit.isMoney ? '' : `${value === 1 ? unit.one : unit.many} `);

/** Whether there is something to say of what comes after the limit, but that it is the end. */
const isExtended = (meter: MeterView, limit: LimitView): boolean => limit.limit !== null && !beyondLimit(meter, limit).isRefused;

const OtherLimit = ({ meter, limit, asOf }: { meter: MeterView; limit: LimitView; asOf: string }) => (
  <li className="grid gap-1.5 text-13">
    <span className="flex flex-wrap items-baseline justify-between gap-x-4">
      <span className="text-muted">
        <span className="text-ink">{formatAmount(limit.used, meter.unit)}</span>{limit.limit === null ? `, unlimited ${perWindow(limit.window)}` : ` of ${formatAmount(limit.limit, meter.unit)} ${perWindow(limit.window)}`}
      </span>
      <span className="text-12 text-muted" title={`Resets ${formatReset(limit.resetsAt, asOf)}`}>{limit.percentage === null ? '' : formatPercent(limit.percentage)}</span>
    </span>
    <MeterBar isThin label={`${meter.name} ${perWindow(limit.window)}`} used={limit.used} limit={limit.limit} status={limit.status} valueText={limitWords(meter, limit)} />
  </li>
);
