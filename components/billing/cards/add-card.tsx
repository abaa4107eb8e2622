'use client';

import { Elements } from '@stripe/react-stripe-js';
import { useQuery } from '@tanstack/react-query';
import { useTheme } from 'next-themes';
import { useEffect, useRef } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { SetupIntentView } from '@/lib/domain/views/billing-view';
import { CardFields } from './card-fields';
import { elementsLook } from './elements-look';
import { getStripe } from './get-stripe';

type AddCardProps = { hasCards: boolean; onClose: () => void };

/** Begins to add a card: a setup intent of its own for each time the form is opened, and Stripe.js. */
const begin = async () => {
  const [stripe, intent] = await Promise.all([getStripe(), api.post<SetupIntentView>('/api/v1/payment-methods/setup-intent', {})]);
  return { stripe, clientSecret: intent.clientSecret };
};

/** The form for a new card. The fields themselves are Stripe's, in a frame of Stripe's. */
const AddCard = ({ hasCards, onClose }: AddCardProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const { resolvedTheme } = useTheme();
  const isDark = resolvedTheme === 'dark';
  const begun = useQuery({ queryKey: ['new-card'], queryFn: begin, staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, retry: false });
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="add-card" className="border-t border-line p-4 sm:p-5">
      <h3 id="add-card" ref={heading} tabIndex={-1} className="mb-3 text-14 font-semibold outline-none">Add a card</h3>
      <div className="min-h-[280px] max-w-[480px]">
        {begun.isError
          ? <ErrorState title="The card form could not be opened" detail={begun.error.message} requestId={begun.error instanceof ProblemError ? begun.error.requestId : null} onRetry={() => void begun.refetch()} isRetrying={begun.isFetching} />
          : begun.data
            ? (
              <Elements key={begun.data.clientSecret} stripe={begun.data.stripe} options={{ clientSecret: begun.data.clientSecret, appearance: elementsLook(isDark) }}>
                <CardFields hasCards={hasCards} onClose={onClose} />
              </Elements>
            )
            : <div role="status"><span className="sr-only">Loading the card form</span><Skeleton className="h-[280px]" /></div>}
      </div>
    </section>
  );
};

export default AddCard;
