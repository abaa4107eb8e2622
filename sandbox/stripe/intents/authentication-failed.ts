/** Stripe's message after a failed challenge, of a setup as of a payment. */
export const authenticationFailed =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.';
