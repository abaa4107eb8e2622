'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { formatDate } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { ChangePreviewView, InvoicesView } from '@/lib/domain/views/billing-view';
import { useUndoScheduled } from './billing-actions';
import { doneWords } from './change-words';
import { PaymentProblem } from './payment-problem';
import { ResultCard } from './result-card';
import { subscriptionQuery } from './subscription-query';

const link = 'font-medium text-accent underline underline-offset-4';

/** A change that was made: what holds now, the receipt, and the way back where there is one. */
export const ChangeDone = ({ preview }: { preview: ChangePreviewView }) => (preview.when === 'period_end' ? <Scheduled preview={preview} /> : <Applied preview={preview} />);

const Applied = ({ preview }: { preview: ChangePreviewView }) => {
  const isWaiting = Boolean(useQuery(subscriptionQuery()).data?.pendingPayment);
  if (isWaiting) return <ResultCard isWaiting title={`Putting ${preview.to.plan.name} in force`}><p className="text-14 text-muted">The payment is done. This takes a second or two.</p></ResultCard>;
  return (
    <ResultCard title={doneWords(preview)}>
      <p className="max-w-[60ch] text-14 text-muted">
        It is in force now; the next call uses it. {preview.nextInvoice && `The next invoice is ${formatMoney(preview.nextInvoice.amountMinor, preview.currency, 'en')} on ${formatDate(preview.nextInvoice.at)}.`}
      </p>
      {preview.dueNowMinor > 0 && <Receipt />}
      <Ways />
    </ResultCard>
  );
};

const Receipt = () => {
  const latest = useQuery({ queryKey: ['invoices', 'latest'], queryFn: ({ signal }) => api.get<InvoicesView>('/api/v1/invoices?limit=1', signal) });
  const invoice = latest.data?.data[0];
  if (!invoice) return <p className="text-14"><Link href="/invoices" className={link}>See the receipt</Link></p>;
  return (
    <p className="text-14">
      Paid {formatMoney(invoice.amountPaidMinor, invoice.currency, 'en')}.{' '}
      <Link href={`/invoices/${encodeURIComponent(invoice.id)}`} className={link}>Receipt {invoice.number}</Link>
    </p>
  );
};

const Scheduled = ({ preview }: { preview: ChangePreviewView }) => {
  const undo = useUndoScheduled();
  if (undo.isSuccess) {
    return <ResultCard title={`You keep ${preview.from.plan.name}`}><p className="text-14 text-muted">The change is undone; nothing happens on {formatDate(preview.effectiveAt)}.</p><Ways /></ResultCard>;
  }
  return (
    <ResultCard title={doneWords(preview)}>
      <p className="max-w-[60ch] text-14 text-muted">
        Until then you keep {preview.from.plan.name} with everything in it. {preview.nextInvoice && `The next invoice is ${formatMoney(preview.nextInvoice.amountMinor, preview.currency, 'en')} on ${formatDate(preview.nextInvoice.at)}.`}
      </p>
      {undo.isError && <PaymentProblem error={undo.error} />}
      <Ways><Button isPending={undo.isPending} onClick={() => undo.mutate()}>Undo</Button></Ways>
    </ResultCard>
  );
};

const Ways = ({ children }: { children?: React.ReactNode }) => (
  <div className="mt-2 flex flex-wrap gap-2">
    <Button asChild variant="primary"><Link href="/plans">See your plan</Link></Button>
    {children}
    <Button asChild variant="ghost"><Link href="/plans/history">History of changes</Link></Button>
  </div>
);
