'use client';

import { PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';
import { useState, type FormEvent } from 'react';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { FormError } from '@/components/ui/form-error';
import { Skeleton } from '@/components/ui/skeleton';
import type { PaymentMethodView } from '@/lib/domain/views/billing-view';
import { spokenCardName } from './card-words';
import { useCardAction } from './use-card-action';

/** The bank or Stripe said no. `isShown`: the fields themselves say it already. */
class CardRefused extends Error {
  constructor(message: string, readonly isShown: boolean) {
    super(message);
    this.name = 'CardRefused';
  }
}

/**
 * Confirms the card with Stripe and the bank (3-D Secure where it wants that), then has it taken up here. A refused card can be
 * corrected and sent again; one that is confirmed is not confirmed twice, which Stripe refuses, but only taken up.
 */
const useSaveCard = (onDone: () => void) => {
  const stripe = useStripe();
  const elements = useElements();
  const [confirmed, setConfirmed] = useState<string | null>(null);
  const confirm = async (): Promise<string> => {
    if (!stripe || !elements) throw new CardRefused('The card form is not ready yet.', false);
    const { error, setupIntent } = await stripe.confirmSetup({ elements, redirect: 'if_required', confirmParams: { return_url: window.location.href } });
    if (error) throw new CardRefused(error.message ?? 'The card was refused. Check it, or use another one.', error.type === 'validation_error');
    setConfirmed(setupIntent.id);
    return setupIntent.id;
  };
  const save = async (makeDefault: boolean): Promise<PaymentMethodView> => {
    return api.post<PaymentMethodView>('/api/v1/payment-methods', { setupIntentId: confirmed ?? (await confirm()), makeDefault });
  };
  return { ...useCardAction(save, (card) => `${spokenCardName(card)} is added${card.isDefault ? ' and pays from now on' : ''}.`, onDone), isConfirmed: confirmed !== null };
};

export const CardFields = ({ hasCards, onClose }: { hasCards: boolean; onClose: () => void }) => {
  const [isReady, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const [makeDefault, setMakeDefault] = useState(true);
  const save = useSaveCard(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(makeDefault || !hasCards);
  };
  const isTold = save.error instanceof CardRefused && save.error.isShown;
  return (
    <form onSubmit={submit} className="grid gap-4" aria-label="New card">
      {!isReady && !failed && <Skeleton className="h-[200px]" />}
      <div className={cn(!isReady && 'h-0 overflow-hidden')}>
        <PaymentElement options={{ layout: 'tabs', readOnly: save.isConfirmed }} onReady={() => setReady(true)} onLoadError={() => setFailed(true)} />
      </div>
      {failed && <FormError error={new Error('The card fields could not be loaded. Close this form and open it again.')} />}
      {hasCards && (
        <label className="flex items-center gap-2.5 text-13">
          <input type="checkbox" checked={makeDefault} onChange={(event) => setMakeDefault(event.target.checked)} className="size-4 accent-accent" />
          Pay with this card from now on
        </label>
      )}
      <div aria-live="polite">{save.isError && !isTold && <FormError error={save.error} />}</div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose} disabled={save.isPending}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={save.isPending} disabled={!isReady}>Save card</Button>
      </div>
    </form>
  );
};
