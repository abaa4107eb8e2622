'use client';

import { useMutation } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { formatMoney } from '@/lib/domain/money';
import type { ChangePreviewView, ChangeResult } from '@/lib/domain/views/billing-view';
import { authenticatePayment } from './authenticate-payment';
import { confirmWords } from './change-words';
import { PaymentProblem } from './payment-problem';
import type { ChangeChoice } from './preview-query';
import { useBillingChanged } from './subscription-query';

type ChangeConfirmProps = {
  preview: ChangePreviewView | undefined;
  choice: ChangeChoice;
  isUpdating: boolean;
  onDone: (preview: ChangePreviewView) => void;
  /** The price moved and this is the new one. */
  onFresh: (preview: ChangePreviewView) => void;
  /** The price moved and must be looked up. */
  onOutdated: () => void;
};

const isStale = (error: Error | null): error is ProblemError => error instanceof ProblemError && error.code === 'stale_preview';

/** Confirms exactly what is shown. The browser leaves for the payment page, or the bank is asked here. */
const useConfirm = ({ choice, onDone }: Pick<ChangeConfirmProps, 'choice' | 'onDone'>) => {
  const changed = useBillingChanged();
  return useMutation({
    mutationFn: async (preview: ChangePreviewView) => {
      const { plan, interval, quantity } = choice;
      const body = { plan, interval, ...(quantity !== null && { quantity }), previewId: preview.previewId };
      const result = await api.post<ChangeResult>('/api/v1/subscriptions/change', body);
      if (result.kind === 'payment_required') await authenticatePayment(result).finally(changed);
      else if (result.kind !== 'checkout') await changed();
      return result;
    },
    onSuccess: (result, preview) => (result.kind === 'checkout' ? window.location.assign(result.url) : onDone(preview)),
  });
};

/** The one button, with what it costs. On a phone it stays in sight above the navigation. */
export const ChangeConfirm = ({ preview, choice, isUpdating, onDone, onFresh, onOutdated }: ChangeConfirmProps) => {
  const confirm = useConfirm({ choice, onDone });
  const [before, setBefore] = useState<ChangePreviewView | null>(null);
  const error = confirm.error;
  const press = () => {
    if (!preview) return;
    setBefore(null);
    confirm.mutate(preview, {
      onError: (cause) => {
        if (!isStale(cause)) return;
        setBefore(preview);
        const fresh = cause.document['preview'] as ChangePreviewView | undefined;
        if (fresh) onFresh(fresh);
        else onOutdated();
      },
    });
  };
  const isBlocked = !preview || preview.blockers.length > 0 || preview.kind === 'none';
  const isLeaving = confirm.isSuccess && confirm.data.kind === 'checkout';
  return (
    <div className="sticky bottom-14 z-20 -mx-4 grid h-fit gap-3 border-t border-line bg-surface px-4 py-3 sm:-mx-6 sm:px-6 lg:static lg:mx-0 lg:-mt-6 lg:rounded-b-card lg:border lg:border-t-0 lg:bg-raised lg:p-5 lg:pt-1">
      {before && preview && <PriceChanged before={before} now={preview} />}
      {error && !isStale(error) && <PaymentProblem error={error} />}
      <Button variant="primary" className="h-11 w-full whitespace-normal" disabled={isBlocked || isUpdating} isPending={confirm.isPending || isLeaving} onClick={press}>
        {preview ? confirmWords(preview) : 'Looking up the price'}
      </Button>
    </div>
  );
};

/** Takes the focus: the amount on the button is another one now. */
const PriceChanged = ({ before, now }: { before: ChangePreviewView; now: ChangePreviewView }) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const money = ({ dueNowMinor, currency }: ChangePreviewView) => formatMoney(dueNowMinor, currency, 'en');
  const isOther = before.dueNowMinor !== now.dueNowMinor;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="flex items-start gap-2 rounded-inner bg-warning-soft p-3 text-13">
      <RefreshCw aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <p><span className="font-medium">The price changed.</span> {isOther ? `It was ${money(before)} and is ${money(now)} now.` : 'Something about this change is different now.'} Nothing was charged; look again and confirm.</p>
    </div>
  );
};
