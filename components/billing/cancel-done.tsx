'use client';

import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { formatDate } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { CancelResult } from '@/lib/domain/views/billing-view';
import { useKeepPlan } from './billing-actions';
import { PaymentProblem } from './payment-problem';
import { ResultCard } from './result-card';

type CancelDoneProps = { plan: string; fallback: string; result: CancelResult };

/** A cancellation that holds: when it ends, what stays, and the way back while there is one. */
export const CancelDone = ({ plan, fallback, result }: CancelDoneProps) => {
  const endsAt = result.kind === 'scheduled' ? result.at : null;
  const credit = result.kind === 'applied' && result.creditMinor > 0 ? `${formatMoney(result.creditMinor, result.currency, 'en')} of unused time is credit on your account now. ` : '';
  const keep = useKeepPlan(plan);
  if (keep.isSuccess) {
    return <ResultCard title={`You keep ${plan}`}><p className="text-14 text-muted">The cancellation is undone. Everything goes on as before.</p><Ways /></ResultCard>;
  }
  return (
    <ResultCard title={endsAt ? `${plan} ends on ${formatDate(endsAt)}` : `${plan} has ended`}>
      <p className="max-w-[60ch] text-14 text-muted">
        {endsAt ? `Until then nothing changes, and it does not renew. After that the limits of ${fallback} hold.` : `${credit}The limits of ${fallback} hold now, and it does not renew.`} Your keys and your history stay. A confirmation is on its way by e-mail.
      </p>
      {keep.isError && <PaymentProblem error={keep.error} />}
      <Ways>{endsAt && <Button isPending={keep.isPending} onClick={() => keep.mutate()}>Undo, keep {plan}</Button>}</Ways>
    </ResultCard>
  );
};

const Ways = ({ children }: { children?: React.ReactNode }) => (
  <div className="mt-2 flex flex-wrap gap-2">
    {children}
    <Button asChild><Link href="/plans">See your plan</Link></Button>
    <Button asChild variant="ghost"><Link href="/plans/history">History of changes</Link></Button>
  </div>
);
