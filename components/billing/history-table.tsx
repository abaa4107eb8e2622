import { DataTable, type Column } from '@/components/ui/data-table';
import { formatDate, formatDay, formatInstant } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { HistoryEntryView, PlanTerms } from '@/lib/domain/views/billing-view';
import { reasonWords } from './cancel-reasons';
import { changeTypeWords } from './change-type-words';
import { termsWords } from './subscription-words';

const What = ({ entry }: { entry: HistoryEntryView }) => {
  const { words, icon: Icon } = changeTypeWords[entry.type];
  const isLater = Date.parse(entry.effectiveAt) > Date.parse(entry.at);
  return (
    <span className="flex min-w-0 items-start gap-2">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <span className="min-w-0">
        {words}
        {isLater && <span className="block text-12 font-normal text-muted">for {formatDate(entry.effectiveAt)}</span>}
      </span>
    </span>
  );
};

const Terms = ({ terms }: { terms: PlanTerms | null }) =>
  terms ? <span>{terms.plan.name}<span className="block text-12 text-muted">{termsWords(terms)}</span></span> : <span className="text-muted">–</span>;

const Why = ({ entry: { reason, feedback } }: { entry: HistoryEntryView }) =>
  reason || feedback ? <span className="break-words">{reason && reasonWords(reason)}{feedback && <span className="block text-12 text-muted">“{feedback}”</span>}</span> : <span className="text-muted">–</span>;

const columns: Column<HistoryEntryView>[] = [
  { id: 'what', header: 'Change', isTitle: true, cell: (entry) => <What entry={entry} /> },
  { id: 'when', header: 'When', cell: (entry) => <time dateTime={entry.at} title={formatInstant(entry.at)} className="whitespace-nowrap text-muted">{formatDay(entry.at)} {new Date(entry.at).getUTCFullYear()}</time> },
  { id: 'who', header: 'Who', cell: (entry) => <span className="break-words">{entry.by}</span> },
  { id: 'from', header: 'From', cell: (entry) => <Terms terms={entry.from} /> },
  { id: 'to', header: 'To', cell: (entry) => <Terms terms={entry.to} /> },
  { id: 'amount', header: 'Amount', isNumber: true, cell: (entry) => (entry.amountMinor !== null && entry.currency ? <span className="whitespace-nowrap">{formatMoney(entry.amountMinor, entry.currency, 'en')}</span> : <span className="text-muted">–</span>) },
  { id: 'why', header: 'Reason', className: 'sm:max-w-[220px]', cell: (entry) => <Why entry={entry} /> },
];

/** Who changed what, when, from what to what, and why. */
export const HistoryTable = ({ entries }: { entries: HistoryEntryView[] }) => <DataTable caption="Changes of the plan, newest first" columns={columns} rows={entries} rowKey={(entry) => entry.id} />;
