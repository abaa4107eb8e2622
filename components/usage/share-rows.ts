import type { TrendMetric } from '@/lib/domain/views/trend-view';
import type { BreakdownRow, UsageBreakdown } from '@/lib/domain/views/usage-view';
import type { ShareRow } from './share-table';

const most = 6;

export const valueOf = (metric: TrendMetric, row: Pick<BreakdownRow, 'calls' | 'tokens' | 'costMicros'>): number => (metric === 'cost' ? row.costMicros : row[metric]);

/**
 * A breakdown by what is asked for, the most first. Rows that have nothing of it and nothing to be told of are left out; beyond six
 * the rest is one row, so that a pie stays legible. Their sum is the breakdown's.
 */
export const shareRows = ({ rows, total }: Pick<UsageBreakdown, 'rows' | 'total'>, metric: TrendMetric): ShareRow[] => {
  const all = valueOf(metric, total);
  const found = rows
    .map((row) => ({ key: row.key, name: row.name, value: valueOf(metric, row), share: all === 0 ? 0 : valueOf(metric, row) / all, calls: row.calls, unpriced: row.unpriced }))
    .filter((row) => row.value > 0 || row.unpriced > 0)
    .sort((a, b) => b.value - a.value || b.calls - a.calls || a.name.localeCompare(b.name));
  if (found.length <= most) return found;
  const rest = found.slice(most - 1);
  const sum = (of: 'value' | 'share' | 'calls' | 'unpriced') => rest.reduce((count, row) => count + row[of], 0);
  return [...found.slice(0, most - 1), { key: '(others)', name: `${rest.length} others`, value: sum('value'), share: sum('share'), calls: sum('calls'), unpriced: sum('unpriced') }];
};
