'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form-error';
import { Skeleton } from '@/components/ui/skeleton';
import { formatMoney } from '@/lib/domain/money';
import type { DueNowView } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { endTrialPreviewKey, useEndTrial } from './billing-actions';
import { spokenCardName } from './cards/card-words';
import { PaymentProblem } from './payment-problem';
import { boughtPlan } from './subscription-words';

/** Ends a trial before its time, once it is said what that costs. */
export const TrialAction = ({ subscription }: { subscription: SubscriptionView }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>End trial now</Button>
      {isOpen && <EndTrialDialog subscription={subscription} onClose={() => setOpen(false)} />}
    </>
  );
};

const EndTrialDialog = ({ subscription, onClose }: { subscription: SubscriptionView; onClose: () => void }) => {
  const { card } = subscription;
  const plan = boughtPlan(subscription);
  const end = useEndTrial(plan.name);
  const preview = useQuery({
    queryKey: endTrialPreviewKey,
    queryFn: ({ signal }) => api.get<DueNowView>('/api/v1/subscriptions/preview-end-trial', signal),
    refetchOnWindowFocus: false, gcTime: 0,
  });
  const due = preview.data;
  const amount = due && formatMoney(due.dueNowMinor, due.currency, 'en');
  const charged = card ? `to ${spokenCardName(card)}` : 'to the card you add first';
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!end.isPending} title={`End the trial of ${plan.name} now`} description="The plan goes on without a break; its first period starts now instead of at the end of the trial.">
      <div className="grid gap-5">
        {preview.isPending ? <Skeleton className="h-5 w-64" /> : amount && <p className="text-14"><strong className="font-semibold">{amount}</strong> is charged now {charged}.</p>}
        {preview.isError && <FormError error={preview.error} />}
        {end.isError && <PaymentProblem error={end.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button disabled={end.isPending} onClick={onClose}>Keep the trial</Button>
          <Button variant="primary" disabled={!due} isPending={end.isPending} onClick={() => due && end.mutate(due, { onSuccess: onClose })}>{amount ? `Pay ${amount} and end the trial` : 'End the trial'}</Button>
        </div>
      </div>
    </Dialog>
  );
};
