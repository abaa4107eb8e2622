import { DataTable, type Column } from '@/components/ui/data-table';
import { formatAmount, formatCount } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';
import type { HistoryPoint, MeterView } from '@/lib/domain/views/usage-view';

/** The chart's very numbers, newest day first. */
export const HistoryTable = ({ points, meter }: { points: HistoryPoint[]; meter: MeterView }) => {
  const columns: Column<HistoryPoint>[] = [
    { id: 'day', header: 'Day (UTC)', cell: (point) => formatDate(point.at), isTitle: true },
    { id: 'units', header: meter.name, cell: (point) => formatAmount(point.units, meter.unit), isNumber: true },
    { id: 'calls', header: 'Calls', cell: (point) => formatCount(point.calls), isNumber: true },
    { id: 'refused', header: 'Refused', cell: (point) => formatCount(point.refused), isNumber: true },
  ];
  return <DataTable caption={`${meter.name} by day`} columns={columns} rows={[...points].reverse()} rowKey={(point) => point.at} />;
};
