'use client';

import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form-error';
import type { PaymentMethodView } from '@/lib/domain/views/billing-view';
import { spokenCardName } from './card-words';
import { useCardAction } from './use-card-action';

/** Asks once before a card goes. */
export const RemoveCardDialog = ({ card, onClose }: { card: PaymentMethodView; onClose: () => void }) => {
  const name = spokenCardName(card);
  const remove = useCardAction(() => api.delete<void>(`/api/v1/payment-methods/${encodeURIComponent(card.id)}`), () => `${name} is removed.`, onClose);
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!remove.isPending} title={`Remove ${name}?`} description="It can pay for nothing here any more. To use it again, enter it again.">
      <div className="grid gap-5">
        {remove.isError && <FormError error={remove.error} />}
        <div className="flex justify-end gap-2">
          <Button disabled={remove.isPending} onClick={onClose}>Keep the card</Button>
          <Button variant="danger" isPending={remove.isPending} onClick={() => remove.mutate()}>Remove card</Button>
        </div>
      </div>
    </Dialog>
  );
};
