'use client';

import { CreditCard } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { FormError } from '@/components/ui/form-error';
import { Skeleton } from '@/components/ui/skeleton';
import type { PaymentMethodView } from '@/lib/domain/views/billing-view';
import { CardRow } from './card-row';
import { spokenCardName } from './card-words';
import { RemoveCardDialog } from './remove-card-dialog';
import { useCardAction } from './use-card-action';

const AddCard = dynamic(() => import('./add-card'), { ssr: false, loading: () => <Skeleton className="m-4 h-[320px] sm:m-5" /> });

type CardsCardProps = { cards: PaymentMethodView[]; isAdding: boolean; onAdd: (isAdding: boolean) => void };

/** The cards, and the form for another one, which is loaded when it is asked for. */
export const CardsCard = ({ cards, isAdding, onAdd }: CardsCardProps) => {
  const [leaving, setLeaving] = useState<PaymentMethodView | null>(null);
  const prefer = useCardAction(
    (card: PaymentMethodView) => api.post<void>(`/api/v1/payment-methods/${encodeURIComponent(card.id)}/set-default`, {}).then(() => card),
    (card) => `${spokenCardName(card)} pays from now on.`,
  );
  return (
    <Card aria-labelledby="cards">
      <CardHeader id="cards" title="Cards" description="The default card pays for the subscription. Its number never passes through this portal." className="pb-3" />
      {cards.length === 0 && !isAdding && (
        <EmptyState icon={CreditCard} title="No card yet">
          <p className="mb-3">A plan that costs something is paid by card. You can add one now or when you buy.</p>
          <Button size="sm" onClick={() => onAdd(true)}>Add a card</Button>
        </EmptyState>
      )}
      {cards.length > 0 && (
        <ul className="border-t border-line" aria-label="Cards">
          {cards.map((card) => <CardRow key={card.id} card={card} isBusy={prefer.isPending} onMakeDefault={() => prefer.mutate(card)} onRemove={() => setLeaving(card)} />)}
        </ul>
      )}
      {prefer.isError && <div className="p-4 sm:px-5"><FormError error={prefer.error} /></div>}
      {isAdding && <AddCard hasCards={cards.length > 0} onClose={() => { prefer.reset(); onAdd(false); }} />}
      {leaving && <RemoveCardDialog card={leaving} onClose={() => { prefer.reset(); setLeaving(null); }} />}
    </Card>
  );
};
