import { setDialogsAside } from '@/components/ui/set-aside';

/** A payment that did not go through; the plan is as it was. `message` can be shown. */
export class PaymentFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PaymentFailed';
  }
}

/**
 * Sees a payment through that the server could not finish: the bank's 3-D Secure where there is a `clientSecret`. Answers once
 * the bank agreed; throws `PaymentFailed` when the card was declined or the bank said no.
 */
export const authenticatePayment = async ({ clientSecret, message }: { clientSecret: string | null; message: string }): Promise<void> => {
  if (clientSecret === null) throw new PaymentFailed(message);
  const { getStripe } = await import('./cards/get-stripe');
  const stripe = await getStripe();
  const bringBack = setDialogsAside();
  const { error, paymentIntent } = await stripe.handleNextAction({ clientSecret }).finally(bringBack);
  if (error) throw new PaymentFailed(error.message ?? message);
  if (paymentIntent?.status === 'requires_payment_method' || paymentIntent?.status === 'canceled') throw new PaymentFailed(message);
};
