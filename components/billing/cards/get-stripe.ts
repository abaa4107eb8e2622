import type { Stripe } from '@stripe/stripe-js';
import { api } from '@/components/api-client';
import type { StripeBrowserView } from '@/lib/domain/views/billing-view';

let loading: Promise<Stripe> | undefined;

/** Stripe.js, loaded when it is first needed and once. After a failure the next call tries again. */
export const getStripe = (): Promise<Stripe> =>
  (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));

const load = async (): Promise<Stripe> => {
  const { publishableKey, stripeJsUrl } = await api.get<StripeBrowserView>('/api/v1/payment-methods/stripe-js');
  if (publishableKey === null) throw new Error('Cards cannot be entered here. Open Stripe’s portal instead.');
  // The sandbox's script stands in for Stripe's: once it is there, loadStripe takes it and fetches no other.
  if (stripeJsUrl !== null) await loadScript(stripeJsUrl);
  const { loadStripe } = await import('@stripe/stripe-js/pure');
  const stripe = await loadStripe(publishableKey);
  if (!stripe) throw new Error('Stripe’s card form could not be loaded.');
  return stripe;
};

const loadScript = (src: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error('The card form could not be loaded. Check your connection and try again.'));
    };
    document.head.append(script);
  });
