import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatReset } from '@/components/ui/format-time';
import { MeterBar } from '@/components/ui/meter-bar';
import { sayMeasured } from '@/components/usage/format-measure';
import { QuotaBadge } from '@/components/usage/quota-badge';
import type { Measure } from '@/lib/domain/measure';
import type { OwnLimitsView, OwnLimitView } from '@/lib/domain/views/own-limit-view';
import type { Draft } from './limit-dialog';
import { LimitActions } from './limit-row';
import { modeWords } from './limit-words';

type SpendCapProps = { view: OwnLimitsView; measure: Measure; onEdit: ((draft: Draft) => void) | null; onRemove: ((limit: OwnLimitView) => void) | null };

/** The most that may be billed beyond the plan in a billing period. */
export const SpendCap = ({ view, measure, onEdit, onRemove }: SpendCapProps) => {
  const cap = view.data.find((one) => one.measure.meter === measure.meter);
  return (
    <Card aria-labelledby="spend-cap">
      <CardHeader id="spend-cap" title="Spend cap" description="The most that may be billed beyond the plan’s price in one billing period, for use above its limits.">
        {cap && <QuotaBadge status={cap.status} />}
      </CardHeader>
      <CardBody>{cap ? <Cap cap={cap} asOf={view.asOf} onEdit={onEdit} onRemove={onRemove} /> : <NoCap onSet={onEdit && (() => onEdit({ isSpend: true }))} />}</CardBody>
    </Card>
  );
};

const Cap = ({ cap, asOf, onEdit, onRemove }: { cap: OwnLimitView; asOf: string } & Pick<SpendCapProps, 'onEdit' | 'onRemove'>) => (
  <div className="flex flex-wrap items-end justify-between gap-4">
    <div className="grid min-w-0 grow gap-2 sm:max-w-[560px]">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-28 font-semibold tracking-tight text-ink">{sayMeasured(cap.used, cap.measure)}</span>
        <span className="text-14 text-muted">of {sayMeasured(cap.limit, cap.measure)} this billing period</span>
      </p>
      <MeterBar label="Spend cap" used={cap.used} limit={cap.limit} status={cap.status} valueText={`${sayMeasured(cap.used, cap.measure)} of ${sayMeasured(cap.limit, cap.measure)} spent`} />
      <p className="text-13 text-muted">
        {cap.status === 'limit_reached' ? modeWords[cap.mode].isReached : modeWords[cap.mode].whenReached} Starts again {formatReset(cap.resetsAt, asOf)}.
      </p>
    </div>
    {onEdit && onRemove && <LimitActions limit={cap} onEdit={onEdit} onRemove={onRemove} />}
  </div>
);

const NoCap = ({ onSet }: { onSet: (() => void) | null }) => (
  <div className="flex flex-wrap items-center justify-between gap-4">
    <p className="max-w-[60ch] text-14 text-muted">There is no cap: what is used beyond the plan is billed without a bound, where the plan allows it at all.</p>
    {onSet && <Button onClick={onSet}>Set a cap</Button>}
  </div>
);
