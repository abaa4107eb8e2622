'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form-error';
import { Skeleton } from '@/components/ui/skeleton';
import { formatMoney } from '@/lib/domain/money';
import type { CardView, DueNowView } from '@/lib/domain/views/billing-view';
import { resumePreviewKey, useEndPause } from './billing-actions';
import { spokenCardName } from './cards/card-words';
import { PaymentProblem } from './payment-problem';

/** Goes on with a paused plan, once it is said what that costs. */
export const EndPause = ({ card }: { card: CardView | null }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" variant="primary" onClick={() => setOpen(true)}>Go on with the plan</Button>
      {isOpen && <EndPauseDialog card={card} onClose={() => setOpen(false)} />}
    </>
  );
};

const EndPauseDialog = ({ card, onClose }: { card: CardView | null; onClose: () => void }) => {
  const end = useEndPause();
  const preview = useQuery({
    queryKey: resumePreviewKey,
    queryFn: ({ signal }) => api.get<DueNowView>('/api/v1/subscriptions/preview-resume', signal),
    refetchOnWindowFocus: false, gcTime: 0,
  });
  const due = preview.data;
  const amount = due && formatMoney(due.dueNowMinor, due.currency, 'en');
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!end.isPending} title={due ? `Go on with ${due.plan.name}` : 'Go on with the plan'} description="A new period begins now. What was unused before the pause counts towards it.">
      <div className="grid gap-5">
        {preview.isPending && <Skeleton className="h-5 w-64" />}
        {due && <p className="text-14">{due.dueNowMinor > 0 ? <><strong className="font-semibold">{amount}</strong> is charged now{card ? ` to ${spokenCardName(card)}` : ''}.</> : 'Nothing is due now: your credit covers it.'}</p>}
        {preview.isError && <FormError error={preview.error} />}
        {end.isError && <PaymentProblem error={end.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button disabled={end.isPending} onClick={onClose}>Stay paused</Button>
          <Button variant="primary" disabled={!due} isPending={end.isPending} onClick={() => due && end.mutate(due, { onSuccess: onClose })}>{due && due.dueNowMinor > 0 ? `Pay ${amount} and go on` : 'Go on'}</Button>
        </div>
      </div>
    </Dialog>
  );
};
