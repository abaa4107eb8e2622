import Link from 'next/link';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { formatClock, formatDate } from '@/components/ui/format-time';
import { Skeleton } from '@/components/ui/skeleton';
import { formatMoney } from '@/lib/domain/money';
import type { ChangePreviewView, InvoiceLineView } from '@/lib/domain/views/billing-view';
import { spokenCardName } from './cards/card-words';
import { expiryWords } from './subscription-words';

type ChangeSummaryProps = { preview: ChangePreviewView | undefined; isUpdating: boolean };

/** The bill of a change: its lines, what is due now, what comes next. Every amount is as the server gave it. */
export const ChangeSummary = ({ preview, isUpdating }: ChangeSummaryProps) => (
  <Card aria-labelledby="bill" aria-busy={isUpdating} className="h-fit lg:rounded-b-none lg:border-b-0">
    <div className="flex items-center justify-between gap-3 px-4 pt-4 sm:px-5">
      <h2 id="bill" className="text-14 font-semibold">What you pay</h2>
      <span role="status" className="text-12 text-muted">{isUpdating ? 'Updating the price' : ''}</span>
    </div>
    {preview ? <Bill preview={preview} isDim={isUpdating} /> : <BillSkeleton />}
  </Card>
);

const Bill = ({ preview, isDim }: { preview: ChangePreviewView; isDim: boolean }) => {
  const { currency, dueNowMinor, discountMinor, taxMinor, balanceMinor, creditLeftMinor, nextInvoice, card, when } = preview;
  const money = (amount: number) => formatMoney(amount, currency, 'en');
  return (
    <div className={cn('transition-opacity', isDim && 'opacity-55')}>
      <p className="flex items-baseline gap-2 px-4 pb-4 pt-2 sm:px-5">
        <span className="text-28 font-semibold tracking-tight">{money(dueNowMinor)}</span>
        <span className="text-13 text-muted">due now</span>
      </p>
      {isDetailed(preview) && <dl className="grid border-t border-line px-4 py-2 text-13 sm:px-5">
        {preview.lines.map((line, i) => <Row key={i} name={<LineName line={line} />} value={money(line.amountMinor)} />)}
        {discountMinor !== 0 && <Row name={preview.coupon ? `Discount: ${preview.coupon.name}` : 'Discount'} value={money(discountMinor)} />}
        {taxMinor !== 0 && <Row name="Tax" value={money(taxMinor)} />}
        {balanceMinor !== 0 && <Row name="From your credit balance" value={money(balanceMinor)} />}
        <Row isTotal name="Due now" value={money(dueNowMinor)} />
        {creditLeftMinor > 0 && <Row name="Credit for your next invoices" value={money(creditLeftMinor)} />}
      </dl>}
      <dl className="grid border-t border-line px-4 py-2 text-13 sm:px-5">
        <Row name="Next invoice" value={nextInvoice ? `${money(nextInvoice.amountMinor)} on ${formatDate(nextInvoice.at)}` : 'None'} />
        {when !== 'checkout' && (
          <Row
            name="Paid with"
            value={<>{card ? <>{spokenCardName(card)}{expiryWords(card) && <span className="block text-12 text-muted">expires {expiryWords(card)}</span>}</> : 'No card yet'} <Link href="/payment-methods" className="font-medium text-accent underline-offset-4 hover:underline">{card ? 'Change card' : 'Add a card'}</Link></>}
          />
        )}
        {when === 'checkout' && <Row name="Paid with" value="A card, on the next page" />}
      </dl>
      <p className="border-t border-line px-4 py-3 text-12 text-muted sm:px-5">This price holds until {formatClock(preview.expiresAt)}. It is looked up again after that.</p>
    </div>
  );
};

/** Where nothing is billed, one amount says it all. */
const isDetailed = ({ lines, discountMinor, taxMinor, balanceMinor, creditLeftMinor }: ChangePreviewView): boolean =>
  lines.length > 0 || [discountMinor, taxMinor, balanceMinor, creditLeftMinor].some((amount) => amount !== 0);

const LineName = ({ line }: { line: InvoiceLineView }) => (
  <>
    {line.description}
    <span className="block text-12 text-muted">{formatDate(line.periodStart)} to {formatDate(line.periodEnd)}</span>
  </>
);

const Row = ({ name, value, isTotal = false }: { name: ReactNode; value: ReactNode; isTotal?: boolean }) => (
  <div className={cn('flex items-start justify-between gap-4 py-1.5', isTotal && 'mt-1 border-t border-line pt-2.5 font-semibold')}>
    <dt className={cn('min-w-0', !isTotal && 'text-muted')}>{name}</dt>
    <dd className="max-w-[65%] shrink-0 text-right">{value}</dd>
  </div>
);

const BillSkeleton = () => (
  <div className="grid gap-3 p-4 sm:px-5">
    <Skeleton className="h-9 w-32" />
    <Skeleton className="mt-2 h-10" />
    <Skeleton className="h-10" />
    <Skeleton className="h-6" />
    <Skeleton className="mt-2 h-20" />
    <Skeleton className="h-4 w-52" />
  </div>
);
