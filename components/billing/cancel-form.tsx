'use client';

import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useId, useState } from 'react';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatDate, formatDay } from '@/components/ui/format-time';
import { RadioList } from '@/components/ui/radio-list';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { cancelReasons, type CancelReason } from './cancel-reasons';
import { PaymentProblem } from './payment-problem';
import { useBillingChanged } from './subscription-query';

export type CancelWhen = 'period_end' | 'now';
type CancelFormProps = { subscription: SubscriptionView; fallback: string; onDone: (when: CancelWhen) => void };

const longest = 1_000;

/** Everything in it may be left as it is: one press of the button is enough. */
export const CancelForm = ({ subscription, fallback, onDone }: CancelFormProps) => {
  const { plan, status } = subscription;
  const end = status === 'trialing' ? (subscription.trialEnd ?? subscription.period.end) : subscription.period.end;
  const changed = useBillingChanged();
  const commentId = useId();
  const [when, setWhen] = useState<CancelWhen>('period_end');
  const [reason, setReason] = useState<CancelReason | null>(null);
  const [feedback, setFeedback] = useState('');
  const cancel = useMutation({
    mutationFn: async () => {
      const comment = feedback.trim();
      await api.post('/api/v1/subscriptions/cancel', { when, ...(reason && { reason }), ...(comment !== '' && { feedback: comment }) });
      await changed();
    },
    onSuccess: () => onDone(when),
  });
  return (
    <Card aria-label={`Cancel ${plan.name}`} className="grid gap-5 p-4 sm:p-5">
      <RadioList
        legend="When" name="when" value={when} onChange={setWhen} className="sm:grid-cols-2"
        options={[
          { value: 'period_end', label: `On ${formatDate(end)}`, note: `You keep ${plan.name} until then. Nothing more is billed, and you can undo it.` },
          { value: 'now', label: 'Now', note: `${fallback} holds at once. What you paid for the time that is left stays as credit on your account.` },
        ]}
      />
      <RadioList legend={<>Why? <span className="font-normal text-muted">If you like</span></>} isCompact name="reason" value={reason} onChange={setReason} className="sm:grid-cols-2" options={cancelReasons} />
      <div className="grid gap-1.5">
        <label htmlFor={commentId} className="text-13 font-medium">What could be better? <span className="font-normal text-muted">If you like</span></label>
        <textarea id={commentId} value={feedback} maxLength={longest} rows={3} onChange={(event) => setFeedback(event.target.value)} className="w-full rounded-inner border border-edge bg-raised px-3 py-2 text-14 text-ink" />
      </div>
      {cancel.isError && <PaymentProblem error={cancel.error} />}
      <div className="flex flex-wrap gap-2">
        <Button variant="danger" isPending={cancel.isPending} onClick={() => cancel.mutate()}>{when === 'now' ? `Cancel ${plan.name} now` : `Cancel ${plan.name} on ${formatDay(end)}`}</Button>
        <Button asChild><Link href="/plans">Keep {plan.name}</Link></Button>
      </div>
    </Card>
  );
};
