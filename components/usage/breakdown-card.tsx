'use client';

import { useQuery } from '@tanstack/react-query';
import { ChartBarDecreasing } from 'lucide-react';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatAmount, formatCount, formatPercent, unitNoun } from '@/components/ui/format-count';
import { ProblemError } from '@/components/api-client';
import type { BreakdownKind, BreakdownRow, MeterView, UsageBreakdown } from '@/lib/domain/views/usage-view';
import { isOf } from './range';
import { usageBreakdownQuery, type Span } from './usage-queries';

type BreakdownCardProps = { by: BreakdownKind; title: string; noun: string; meter: MeterView; span: Span; initial: UsageBreakdown };

/** Where the units went: a table whose rows are also bars. */
export const BreakdownCard = ({ by, title, noun, meter, span, initial }: BreakdownCardProps) => {
  const query = useQuery({ ...usageBreakdownQuery(by, meter.meter, span), initialData: isOf(initial, span) && initial.meter === meter.meter ? initial : undefined });
  const id = `breakdown-${by}`;
  if (!query.data) {
    const error = query.error;
    return <Card aria-label={title}><ErrorState title="This breakdown could not be read" detail={error?.message ?? ''} requestId={error instanceof ProblemError ? error.requestId : null} onRetry={() => void query.refetch()} isRetrying={query.isFetching} /></Card>;
  }
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} className="pb-3" />
      {query.data.rows.length === 0
        ? <EmptyState icon={ChartBarDecreasing} title={`No ${unitNoun(meter.unit)} in this range`}>Choose a longer range above, or make a call.</EmptyState>
        : <BreakdownRows rows={query.data.rows} total={query.data.total} noun={noun} meter={meter} />}
    </Card>
  );
};

const BreakdownRows = ({ rows, total, noun, meter }: { rows: BreakdownRow[]; total: UsageBreakdown['total']; noun: string; meter: MeterView }) => (
  <table className="w-full text-13">
    <thead>
      <tr className="text-12 text-muted">
        <th scope="col" className="h-8 pl-4 text-left font-medium sm:pl-5">{noun}</th>
        <th scope="col" className="px-3 text-right font-medium">{meter.name}</th>
        <th scope="col" className="pr-4 text-right font-medium sm:pr-5">Share</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.key} className="h-10 border-t border-line">
          <td className="min-w-0 pl-4 sm:pl-5">
            <span className="grid gap-1 py-1.5">
              <span className="text-ink">{row.name}</span>
              <svg aria-hidden width="100%" height="4" className="block"><rect data-mark width={`${Math.max(row.share > 0 ? 0.6 : 0, sharePercent(row))}%`} height="4" rx="2" className="fill-chart-1" /></svg>
            </span>
          </td>
          <td className="px-3 text-right align-top"><span className="block py-1.5" title={`${formatCount(row.calls)} calls`}>{formatAmount(row.units, meter.unit)}</span></td>
          <td className="pr-4 text-right align-top text-muted sm:pr-5"><span className="block whitespace-nowrap py-1.5">{formatPercent(sharePercent(row))}</span></td>
        </tr>
      ))}
    </tbody>
    <tfoot>
      <tr className="h-10 border-t border-line font-medium">
        <td className="pl-4 sm:pl-5">Total</td>
        <td className="px-3 text-right">{formatAmount(total.units, meter.unit)}</td>
        <td className="pr-4 text-right font-normal text-muted sm:pr-5">{formatCount(total.calls)} {total.calls === 1 ? 'call' : 'calls'}</td>
      </tr>
    </tfoot>
  </table>
);

const sharePercent = (row: BreakdownRow): number => row.share * 100;
