import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { formatMoney } from '@/lib/domain/money';
import type { RetentionOfferView } from '@/lib/domain/views/billing-view';
import { ResultCard } from './result-card';

/** The offer holds; what somebody came for did not happen. */
export const OfferTaken = ({ offer, plan }: { offer: RetentionOfferView; plan: string }) => (
  <ResultCard title={`You keep ${plan} with ${offer.percentOff} % off`}>
    <p className="max-w-[60ch] text-14 text-muted">
      {formatMoney(offer.amountMinor, offer.currency, 'en')} a {offer.interval} for {offer.months === 1 ? 'one month' : `${offer.months} months`}, then {formatMoney(offer.fullAmountMinor, offer.currency, 'en')} again. Nothing else changed.
    </p>
    <div className="mt-2 flex flex-wrap gap-2">
      <Button asChild variant="primary"><Link href="/plans">See your plan</Link></Button>
      <Button asChild variant="ghost"><Link href="/plans/history">History of changes</Link></Button>
    </div>
  </ResultCard>
);
