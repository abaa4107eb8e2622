'use client';

import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import Link from 'next/link';
import { useId, useState } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatDate, formatDay } from '@/components/ui/format-time';
import { RadioList } from '@/components/ui/radio-list';
import { toast } from '@/components/ui/toast';
import { formatMoney } from '@/lib/domain/money';
import type { CancelPreviewView, CancelResult } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { cancelReasons, type CancelReason } from './cancel-reasons';
import { PaymentProblem } from './payment-problem';
import { useBillingChanged } from './subscription-query';
import { boughtPlan } from './subscription-words';
import { useIsHere } from './use-is-here';

type When = 'period_end' | 'now';
type CancelFormProps = { subscription: SubscriptionView; fallback: string; /** No other end is left. */ isOnlyNow: boolean; onDone: (result: CancelResult) => void };

const longest = 2_000;
const previewKey = ['cancel-preview'];
const aMinuteMs = 60_000;

/** What is paused or unpaid has no paid time left to wait for. */
export const endsAtOnce = ({ status }: SubscriptionView): boolean => status === 'paused' || status === 'unpaid' || status === 'incomplete';

/** Everything in it may be left as it is: one press of the button is enough. */
export const CancelForm = ({ subscription, fallback, isOnlyNow, onDone }: CancelFormProps) => {
  const { status } = subscription;
  const plan = boughtPlan(subscription);
  const end = status === 'trialing' ? (subscription.trialEnd ?? subscription.period.end) : subscription.period.end;
  const changed = useBillingChanged();
  const isHere = useIsHere();
  const commentId = useId();
  const [chosen, setChosen] = useState<When>('period_end');
  const when = isOnlyNow ? 'now' : chosen;
  const [reason, setReason] = useState<CancelReason | null>(null);
  const [feedback, setFeedback] = useState('');
  const money = useQuery({
    queryKey: previewKey,
    queryFn: ({ signal }) => api.get<CancelPreviewView>('/api/v1/subscriptions/preview-cancel?when=now', signal),
    enabled: when === 'now', refetchInterval: aMinuteMs, refetchOnWindowFocus: false, gcTime: 0,
  });
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: async (when: When) => {
      const comment = feedback.trim();
      // Who was shown nothing agreed to no charge.
      const shown = when === 'now' && { owedMinor: money.data?.owedMinor ?? 0 };
      const result = await api.post<CancelResult>('/api/v1/subscriptions/cancel', { when, ...shown, ...(reason && { reason }), ...(comment !== '' && { feedback: comment }) });
      await changed();
      return result;
    },
    onSuccess: (result) => (isHere() ? onDone(result) : toast.success(result.kind === 'scheduled' ? `${plan.name} ends on ${formatDate(result.at)}.` : `${plan.name} has ended.`)),
    onError: (error, asked) => {
      if (!isHere()) toast.error(error.message);
      if (!(error instanceof ProblemError) || error.code !== 'stale_preview') return;
      queries.setQueryData(previewKey, error.document['preview']);
      // Somebody paused it meanwhile, or it is unpaid now.
      if (asked === 'period_end') void changed();
    },
  });
  return (
    <Card aria-label={`Cancel ${plan.name}`} className="grid gap-5 p-4 sm:p-5">
      <RadioList
        legend="When" name="when" value={when} onChange={setChosen} className="sm:grid-cols-2"
        options={[
          ...(isOnlyNow ? [] : [{ value: 'period_end' as const, label: `On ${formatDate(end)}`, note: `You keep ${plan.name} until then. It does not renew, and you can undo it.` }]),
          { value: 'now', label: 'Now', note: <>The limits of {fallback} hold at once, and it cannot be undone. <WhatBecomesOfTheMoney preview={money} isAsked={when === 'now'} /></> },
        ]}
      />
      <RadioList legend={<>Why? <span className="font-normal text-muted">If you like</span></>} isCompact name="reason" value={reason} onChange={setReason} className="sm:grid-cols-2" options={cancelReasons} />
      <div className="grid gap-1.5">
        <label htmlFor={commentId} className="text-13 font-medium">What could be better? <span className="font-normal text-muted">If you like</span></label>
        <textarea id={commentId} value={feedback} maxLength={longest} rows={3} onChange={(event) => setFeedback(event.target.value)} className="w-full rounded-inner border border-edge bg-raised px-3 py-2 text-14 text-ink" />
      </div>
      {cancel.isError && <PaymentProblem error={cancel.error} />}
      <div className="flex flex-wrap gap-2">
        <Button variant="danger" isPending={cancel.isPending} onClick={() => cancel.mutate(when)}>{when === 'now' ? `Cancel ${plan.name} now` : `Cancel ${plan.name} on ${formatDay(end)}`}</Button>
        <Button asChild><Link href="/plans">Keep {plan.name}</Link></Button>
      </div>
    </Card>
  );
};

/** In Stripe's own numbers, asked for once somebody thinks of ending at once. */
const WhatBecomesOfTheMoney = ({ preview: { data, isError }, isAsked }: { preview: UseQueryResult<CancelPreviewView>; isAsked: boolean }) => {
  if (!isAsked || (isError && !data)) return 'What you paid for unused time becomes credit on your account; it is not paid back.';
  if (!data) return 'Looking up what becomes of the money.';
  const money = (amount: number) => formatMoney(amount, data.currency, 'en');
  const owed = data.owedMinor > 0 ? ` ${money(data.owedMinor)} is still charged.` : '';
  return data.creditMinor > 0 ? `${money(data.creditMinor)} of unused time becomes credit on your account; it is not paid back.${owed}` : `There is no unused time to credit.${owed}`;
};
