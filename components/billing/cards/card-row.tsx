'use client';

import { CircleAlert, Clock, Ellipsis, Star, Trash2 } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { PaymentMethodView } from '@/lib/domain/views/billing-view';
import { BrandMark } from './brand-mark';
import { cardName, expiryWords, spokenCardName } from './card-words';

type CardRowProps = { card: PaymentMethodView; isBusy: boolean; onMakeDefault: () => void; onRemove: () => void };

/** One card: what it is, until when, whether it pays, and what can be done with it. */
export const CardRow = ({ card, isBusy, onMakeDefault, onRemove }: CardRowProps) => {
  const expiry = expiryWords(card);
  return (
    <li className="flex min-h-16 items-center gap-3 border-b border-line px-4 py-3 last:border-b-0 sm:px-5">
      <BrandMark brand={card.brand} />
      <div className="min-w-0 grow">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <p className="text-14 font-medium"><span aria-hidden>{cardName(card)}</span><span className="sr-only">{spokenCardName(card)}</span></p>
          {card.isDefault && <Badge tone="accent" icon={Star}>Default</Badge>}
          {card.expiry === 'expired' && <Badge tone="danger" icon={CircleAlert}>Expired</Badge>}
          {card.expiry === 'soon' && <Badge tone="warning" icon={Clock}>Expires soon</Badge>}
        </div>
        {(expiry || card.keptBecause) && (
          <p className="mt-0.5 text-13 text-muted">
            {[expiry, card.keptBecause].filter(Boolean).join('. ')}
          </p>
        )}
      </div>
      {(!card.isDefault || card.canRemove) && <Actions card={card} isBusy={isBusy} onMakeDefault={onMakeDefault} onRemove={onRemove} />}
    </li>
  );
};

const Actions = ({ card, isBusy, onMakeDefault, onRemove }: CardRowProps) => (
  <Menu
    align="end"
    trigger={(
      <button type="button" disabled={isBusy} aria-label={`Actions for ${spokenCardName(card)}`} className="inline-flex size-8 shrink-0 items-center justify-center rounded-inner text-muted transition-colors hover:bg-sunken hover:text-ink disabled:opacity-55">
        <Ellipsis aria-hidden className="size-4" />
      </button>
    )}
  >
    {!card.isDefault && <MenuItem onSelect={onMakeDefault}><Star aria-hidden />Make default</MenuItem>}
    {card.canRemove && <MenuItem onSelect={onRemove} className="text-danger [&_svg]:text-danger"><Trash2 aria-hidden />Remove</MenuItem>}
  </Menu>
);
