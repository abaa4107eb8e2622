import { Ban, EyeOff } from 'lucide-react';
import { scopeWords } from '@/components/alerts/alert-words';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { formatCount, formatPercent } from '@/components/ui/format-count';
import { formatMoment } from '@/components/ui/format-time';
import { MeterBar } from '@/components/ui/meter-bar';
import { quotaStatus } from '@/lib/domain/quota-status';
import type { DecisionDetail, DecisionLimit } from '@/lib/domain/views/decision-view';
import { sayMeasured } from './format-measure';
import { perWindow } from './main-limit';

/** Every limit that the call was held to, as it stood then: the plan's, one's own, and those that only watch. */
export const DecisionLimits = ({ decision }: { decision: DecisionDetail }) => {
  if (decision.limits.length === 0 && decision.shadow.length === 0) return null;
  return (
    <Card aria-labelledby="limits-then">
      <CardHeader id="limits-then" title="Limits at that moment" description={decision.allowed ? 'With this call counted. All of them had room.' : 'Before this call, which was not counted.'} className="pb-3" />
      <ul className="border-t border-line">
        {decision.limits.map((limit) => <Limit key={`${limit.scope.kind} ${limit.scope.id} ${limit.measure.meter} ${limit.window}`} limit={limit} />)}
        {decision.shadow.map((one) => (
          <li key={`${one.scope.kind} ${one.measure.meter} ${one.window}`} className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-3 text-13 last:border-b-0 sm:px-5">
            <span>{sayMeasured(one.used, one.measure)} of {sayMeasured(one.limit, one.measure)} {perWindow(one.window)} <span className="text-muted">· {scopeWords(one.scope)}</span></span>
            <Badge icon={EyeOff}>Only watched; would have refused</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Limit = ({ limit }: { limit: DecisionLimit }) => {
  const { measure, window, used, limit: most, scope, grantsLeft } = limit;
  const { percentage, status } = quotaStatus(used, most);
  const words = `${sayMeasured(used, measure)} of ${sayMeasured(most, measure)} ${perWindow(window)}`;
  return (
    <li className="grid gap-2 border-b border-line px-4 py-3 text-13 last:border-b-0 sm:px-5 md:grid-cols-[minmax(0,1fr)_minmax(0,280px)] md:items-center md:gap-6">
      <div>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1"><span className="font-medium text-ink">{words}</span>{limit.isRefusing && <Badge tone="danger" icon={Ban}>Refused the call</Badge>}</p>
        <p className="text-12 text-muted">{scopeWords(scope)} · from {formatMoment(limit.startsAt)} to {formatMoment(limit.endsAt)}{grantsLeft !== null && ` · grants held ${formatCount(grantsLeft)} after it`}</p>
      </div>
      <div className="flex items-center gap-3">
        <div className="grow"><MeterBar isThin label={`${measure.name} ${perWindow(window)}, ${scopeWords(scope)}`} used={used} limit={most} status={status} valueText={words} /></div>
        <span className="w-12 shrink-0 text-right text-12 text-muted">{percentage === null ? '' : formatPercent(percentage)}</span>
      </div>
    </li>
  );
};
