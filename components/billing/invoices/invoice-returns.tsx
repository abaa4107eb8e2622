import { formatDate, formatInstant } from '@/components/ui/format-time';
import { Card, CardHeader } from '@/components/ui/card';
import { formatMoney } from '@/lib/domain/money';
import type { InvoiceDetailView } from '@/lib/domain/views/billing-view';
import { reasonWords, refundWords } from './invoice-words';

type Entry = { id: string; title: string; detail: string | null; at: string; amountMinor: number; href: string | null };

const entriesOf = ({ refunds, creditNotes }: InvoiceDetailView): Entry[] =>
  [
    ...refunds.map((one) => ({ id: one.id, title: 'Refund', detail: [reasonWords(one.reason), refundWords(one.status)].filter(Boolean).join(', ') || null, at: one.at, amountMinor: one.amountMinor, href: null })),
    ...creditNotes.map((one) => ({ id: one.id, title: `Credit note ${one.number}`, detail: reasonWords(one.reason), at: one.at, amountMinor: one.amountMinor, href: one.pdfUrl })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));

/** What came back of an invoice. Not there when nothing did. */
export const InvoiceReturns = ({ invoice }: { invoice: InvoiceDetailView }) => {
  const entries = entriesOf(invoice);
  if (entries.length === 0) return null;
  return (
    <Card aria-labelledby="returns">
      <CardHeader id="returns" title="Refunds and credit notes" description="A refund goes back to the card, usually within five to ten days." className="pb-3" />
      <ul className="border-t border-line">
        {entries.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-3 text-13 last:border-b-0 sm:px-5">
            <div className="min-w-0">
              <p className="font-medium">{one.href ? <a href={one.href} target="_blank" rel="noreferrer" className="underline underline-offset-4">{one.title}</a> : one.title}</p>
              <p className="text-muted"><time dateTime={one.at} title={formatInstant(one.at)}>{formatDate(one.at)}</time>{one.detail && `, ${one.detail}`}</p>
            </div>
            <p className="whitespace-nowrap font-medium">{formatMoney(0 - one.amountMinor, invoice.currency, 'en')}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
};
