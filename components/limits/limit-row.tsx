import { Ban, BellRing, Pencil, Trash2, UserX } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { formatPercent } from '@/components/ui/format-count';
import { formatMoment, formatReset } from '@/components/ui/format-time';
import { MeterBar } from '@/components/ui/meter-bar';
import { sayMeasured } from '@/components/usage/format-measure';
import { perWindow, thisWindow } from '@/components/usage/main-limit';
import { QuotaBadge } from '@/components/usage/quota-badge';
import type { OwnLimitView } from '@/lib/domain/views/own-limit-view';
import type { Draft } from './limit-dialog';
import { modeWords, scopeName } from './limit-words';

type LimitRowProps = { limit: OwnLimitView; asOf: string; onEdit: ((draft: Draft) => void) | null; onRemove: ((limit: OwnLimitView) => void) | null };

/** One limit: for whom, how much of it is used, and in plain words what happens at its end. */
export const LimitRow = ({ limit, asOf, onEdit, onRemove }: LimitRowProps) => {
  const { measure, used, status, mode, window } = limit;
  const name = scopeName(limit.scope);
  const words = modeWords[mode];
  return (
    <li className="grid gap-3 border-b border-line px-4 py-4 last:border-b-0 sm:px-5 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] md:items-center md:gap-6">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate text-14 font-medium text-ink">{name}</span>
          {status !== 'active' && <QuotaBadge status={status} />}
          {limit.isIdle && <Badge icon={UserX}>{limit.scope.kind === 'key' ? 'Key has ended' : 'No member any more'}</Badge>}
        </p>
        <p className="mt-1 flex items-start gap-1.5 text-13 text-muted">
          {mode === 'hard' ? <Ban aria-hidden className="mt-0.5 size-3.5 shrink-0" /> : <BellRing aria-hidden className="mt-0.5 size-3.5 shrink-0" />}
          {status === 'limit_reached' ? words.isReached : words.whenReached}
        </p>
      </div>
      <div className="grid gap-1.5">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-13 text-muted">
          <span><span className="font-medium text-ink">{sayMeasured(used, measure)}</span> of {sayMeasured(limit.limit, measure)} {perWindow(window)}</span>
          <span className="text-12">{formatPercent(limit.percentage)}</span>
        </p>
        <MeterBar isThin label={`${name}, ${measure.name} ${perWindow(window)}`} used={used} limit={limit.limit} status={status} valueText={`${sayMeasured(used, measure)} of ${sayMeasured(limit.limit, measure)} used ${thisWindow(window)}`} />
        <p className="text-12 text-muted" title={formatMoment(limit.resetsAt)}>Starts again {formatReset(limit.resetsAt, asOf)}</p>
      </div>
      {onEdit && onRemove && <LimitActions limit={limit} onEdit={onEdit} onRemove={onRemove} />}
    </li>
  );
};

export const LimitActions = ({ limit, onEdit, onRemove }: { limit: OwnLimitView; onEdit: (draft: Draft) => void; onRemove: (limit: OwnLimitView) => void }) => {
  const what = `${scopeName(limit.scope)}, ${limit.measure.name} ${perWindow(limit.window)}`;
  return (
    <div className="flex gap-2">
      <Button size="sm" aria-label={`Change: ${what}`} onClick={() => onEdit({ limit })}><Pencil aria-hidden />Change</Button>
      <Button size="sm" variant="ghost" aria-label={`Remove: ${what}`} onClick={() => onRemove(limit)}><Trash2 aria-hidden />Remove</Button>
    </div>
  );
};
