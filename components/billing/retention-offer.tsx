'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Gift } from 'lucide-react';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatMoney } from '@/lib/domain/money';
import type { RetentionOfferAnswer, RetentionOfferView } from '@/lib/domain/views/billing-view';
import { PaymentProblem } from './payment-problem';
import { useBillingChanged } from './subscription-query';

/** Asks for the offer once: seeing it counts. */
export const useRetentionOffer = (purpose: RetentionOfferView['purpose'], isWanted: boolean): RetentionOfferView | null => {
  const query = useQuery({
    queryKey: ['retention-offer', purpose],
    queryFn: ({ signal }) => api.get<RetentionOfferAnswer>(`/api/v1/subscriptions/retention-offer?for=${purpose}`, signal),
    enabled: isWanted, staleTime: Infinity, refetchOnWindowFocus: false,
  });
  return (isWanted && query.data?.offer) || null;
};

/** An offer to stay, beside what somebody came for. One click takes it. */
export const RetentionOffer = ({ offer, onAccepted }: { offer: RetentionOfferView; onAccepted: (offer: RetentionOfferView) => void }) => {
  const changed = useBillingChanged();
  const accept = useMutation({
    mutationFn: async () => {
      await api.post('/api/v1/subscriptions/retention-offer/accept', { offerId: offer.offerId });
      await changed();
    },
    onSuccess: () => onAccepted(offer),
  });
  const money = (amount: number) => formatMoney(amount, offer.currency, 'en');
  return (
    <Card aria-labelledby="offer" className="p-4 sm:p-5">
      <h2 id="offer" className="flex items-center gap-2 text-14 font-semibold"><Gift aria-hidden className="size-4 text-accent" />{offer.headline}</h2>
      <p className="mt-2 text-13">
        {offer.percentOff} % off for {offer.months === 1 ? 'one month' : `${offer.months} months`}: {money(offer.amountMinor)} a {offer.interval} instead of {money(offer.fullAmountMinor)}. Your plan stays as it is.
      </p>
      <div className="mt-3 grid gap-2">
        <Button className="w-fit" isPending={accept.isPending} onClick={() => accept.mutate()}>Stay for {money(offer.amountMinor)} a {offer.interval}</Button>
        {accept.isError && <PaymentProblem error={accept.error} />}
      </div>
    </Card>
  );
};
