import Link from 'next/link';
import { Card, CardHeader } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import type { GrantSource } from '@/lib/domain/views/billing-view';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import { sayMeasured } from './format-measure';

export const sourceWords: Record<GrantSource, string> = { plan: 'The plan’s grant', rollover: 'Rolled over from the period before', pack: 'Credit pack', gift: 'Gift' };

type Row = { id: string; from: string; units: string; note: string };

const columns: Column<Row>[] = [
  { id: 'from', header: 'From', isTitle: true, cell: (row) => row.from },
  { id: 'units', header: 'Taken', isNumber: true, cell: (row) => <span className="whitespace-nowrap">{row.units}</span> },
  { id: 'note', header: 'Note', cell: (row) => <span className="min-w-0 break-words text-muted [overflow-wrap:anywhere]">{row.note}</span> },
];

const rowsOf = ({ spent, beyond }: DecisionDetail): Row[] => [
  ...spent.map((one, i) => ({ id: `${i} ${one.grantId}`, from: one.source ? sourceWords[one.source] : 'A grant', units: sayMeasured(one.units, one.measure), note: one.grantId })),
  ...beyond.map((one, i) => ({
    id: `beyond ${i}`, from: one.as === 'overage' ? 'Beyond the limit, billed' : 'Beyond the limit, not paid for', units: sayMeasured(one.units, one.measure),
    note: one.as === 'overage' ? 'On the next invoice, at the plan’s price' : 'Real use that was known only afterwards, or while the meter was away',
  })),
];

/** What paid for the call: grants in the order in which they were used, then what goes beyond. */
export const DecisionMoney = ({ decision }: { decision: DecisionDetail }) => {
  const rows = rowsOf(decision);
  if (rows.length === 0) return null;
  return (
    <Card aria-labelledby="paid-from">
      <CardHeader id="paid-from" title="What paid for it" description={<>What expires first is used first. Every movement is under <Link href="/credits" className="font-medium text-accent underline underline-offset-4">Credits</Link>.</>} className="pb-3" />
      <DataTable caption="What paid for the call" columns={columns} rows={rows} rowKey={(row) => row.id} />
    </Card>
  );
};
