'use client';

import { useMutation } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { formatMoney } from '@/lib/domain/money';
import type { ChangePreviewView, ChangeResult } from '@/lib/domain/views/billing-view';
import { authenticatePayment } from './authenticate-payment';
import { confirmWords, doneWords } from './change-words';
import { PaymentProblem } from './payment-problem';
import type { ChangeChoice } from './preview-query';
import { useBillingChanged } from './subscription-query';
import { useIsHere } from './use-is-here';

type ChangeConfirmProps = {
  preview: ChangePreviewView | undefined;
  choice: ChangeChoice;
  isUpdating: boolean;
  confirm: ReturnType<typeof useConfirm>;
  /** The price moved and this is the new one. */
  onFresh: (preview: ChangePreviewView) => void;
  /** The price moved and must be looked up. */
  onOutdated: () => void;
};

/** What is confirmed, and what was chosen when it was shown. */
type Shown = { preview: ChangePreviewView; choice: ChangeChoice };

const isStale = (error: Error | null): error is ProblemError => error instanceof ProblemError && error.code === 'stale_preview';

/** Confirms exactly what is shown. The browser leaves for the payment page, or the bank is asked here. Of the page, not of the button: the button goes while a price cannot be looked up. */
export const useConfirm = (onDone: (preview: ChangePreviewView) => void) => {
  const changed = useBillingChanged();
  const isHere = useIsHere();
  return useMutation({
    mutationFn: async ({ preview, choice: { plan, interval, quantity } }: Shown) => {
      const body = { plan, interval, ...(quantity !== null && { quantity }), previewId: preview.previewId };
      const result = await api.post<ChangeResult>('/api/v1/subscriptions/change', body);
      if (result.kind === 'payment_required') await authenticatePayment(result).finally(changed);
      else if (result.kind !== 'checkout') await changed();
      return result;
    },
    onSuccess: (result, { preview }) => {
      if (result.kind !== 'checkout') return isHere() ? onDone(preview) : toast.success(`${doneWords(preview)}.`);
      if (isHere()) window.location.assign(result.url);
    },
    onError: (error) => {
      if (!isHere()) toast.error(error.message);
    },
  });
};

/** The one button, with what it costs. On a phone it stays in sight above the navigation. */
export const ChangeConfirm = ({ preview, choice, isUpdating, confirm, onFresh, onOutdated }: ChangeConfirmProps) => {
  const tried = confirm.variables?.choice === choice ? confirm.variables : null;
  const error = tried && confirm.error;
  const press = () => {
    if (!preview) return;
    confirm.mutate({ preview, choice }, {
      onError: (cause) => {
        if (!isStale(cause)) return;
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
      {tried && preview && isStale(error) && <PriceChanged before={tried.preview} now={preview} />}
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
