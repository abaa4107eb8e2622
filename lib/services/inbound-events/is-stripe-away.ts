import Stripe from 'stripe';
import { AppError } from '@/lib/domain/app-error';

/** Whether something failed because Stripe cannot answer now (unreachable, 429, 5xx), so that it says nothing about what was asked. */
export const isStripeAway = (reason: unknown): boolean => {
  const { StripeConnectionError, StripeRateLimitError, StripeAPIError } = Stripe.errors;
  if (reason instanceof AppError) return reason.code === 'unavailable';
  return reason instanceof StripeConnectionError || reason instanceof StripeRateLimitError || reason instanceof StripeAPIError;
};
