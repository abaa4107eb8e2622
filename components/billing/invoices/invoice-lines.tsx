import { DataTable, type Column } from '@/components/ui/data-table';
import { formatCount } from '@/components/ui/format-count';
import { formatMoney } from '@/lib/domain/money';
import type { InvoiceLineView } from '@/lib/domain/views/billing-view';
import { periodWords } from './invoice-words';

type Row = InvoiceLineView & { id: number };

/** What an invoice is for, line by line. A negative amount is credit. */
export const InvoiceLines = ({ lines, currency }: { lines: InvoiceLineView[]; currency: string }) => {
  const columns: Column<Row>[] = [
    { id: 'what', header: 'Description', isTitle: true, cell: (line) => <span className="break-words">{line.description}{line.isProration && <span className="text-muted"> · prorated</span>}</span> },
    { id: 'period', header: 'For', cell: (line) => <span className="text-muted lg:whitespace-nowrap">{periodWords(line)}</span> },
    { id: 'quantity', header: 'Quantity', isNumber: true, cell: (line) => (line.quantity === null ? '–' : formatCount(line.quantity)) },
    { id: 'amount', header: 'Amount', isNumber: true, cell: (line) => <span className="whitespace-nowrap font-medium">{formatMoney(line.amountMinor, currency, 'en')}</span> },
  ];
  return <DataTable caption="Lines" columns={columns} rows={lines.map((line, id) => ({ ...line, id }))} rowKey={(line) => String(line.id)} />;
};
