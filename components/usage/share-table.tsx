import { colourOf } from '@/components/charts/share-pie';
import { cn } from '@/components/ui/cn';
import { formatCount, formatPercent } from '@/components/ui/format-count';
import type { TrendMetric } from '@/lib/domain/views/trend-view';
import { formatMetricBare, metricNames } from './trend-words';

export type ShareRow = { key: string; name: string; value: number; share: number; calls: number; unpriced: number };

type ShareTableProps = { rows: ShareRow[]; noun: string; metric: TrendMetric; total: number; totalCalls: number; isColoured?: boolean };

/** Who used how much, the most first: the number, its share, and the calls behind it. */
export const ShareTable = ({ rows, noun, metric, total, totalCalls, isColoured = false }: ShareTableProps) => {
  const vertical = isColoured ? 'align-middle' : 'align-top';
  return (
    <table className="w-full text-13">
      <thead>
        <tr className="text-12 text-muted">
          <th scope="col" className="h-8 pl-4 text-left font-medium sm:pl-5">{noun}</th>
          <th scope="col" className="px-3 text-right font-medium">{metricNames[metric]}</th>
          {metric !== 'calls' && <th scope="col" className="hidden px-3 text-right font-medium sm:table-cell">Calls</th>}
          <th scope="col" className="pr-4 text-right font-medium sm:pr-5">Share</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={row.key} className="h-10 border-t border-line">
            <td className="min-w-0 py-1.5 pl-4 sm:pl-5">
              <span className="flex items-center gap-2">
                {isColoured && <svg aria-hidden viewBox="0 0 10 10" className="size-2.5 shrink-0"><rect data-mark width="10" height="10" rx="2" className={colourOf(i)} /></svg>}
                <span className="min-w-0 break-words text-ink">{row.name}</span>
              </span>
              {!isColoured && <svg aria-hidden width="100%" height="4" className="mt-1 block"><rect data-mark width={`${Math.max(row.share > 0 ? 0.6 : 0, row.share * 100)}%`} height="4" rx="2" className="fill-chart-1" /></svg>}
              {metric === 'cost' && row.unpriced > 0 && <span className="mt-0.5 block text-12 text-muted">{formatCount(row.unpriced)} {row.unpriced === 1 ? 'call' : 'calls'} without a known price</span>}
            </td>
            <td className={cn('px-3 py-1.5 text-right', vertical)}>{formatMetricBare(metric, row.value)}</td>
            {metric !== 'calls' && <td className={cn('hidden px-3 py-1.5 text-right text-muted sm:table-cell', vertical)}>{formatCount(row.calls)}</td>}
            <td className={cn('whitespace-nowrap py-1.5 pr-4 text-right text-muted sm:pr-5', vertical)}>{formatPercent(row.share * 100)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="h-10 border-t border-line font-medium">
          <td className="pl-4 sm:pl-5">Total</td>
          <td className="px-3 text-right">{formatMetricBare(metric, total)}</td>
          {metric !== 'calls' && <td className="hidden px-3 text-right sm:table-cell">{formatCount(totalCalls)}</td>}
          <td className="pr-4 sm:pr-5" />
        </tr>
      </tfoot>
    </table>
  );
};
