import { hardDeclines, type Decline } from '@/sandbox/stripe/billing/test-cards';
import { StripeError, type StripeErrorBody } from './stripe-error';

type Extra = Pick<StripeErrorBody, 'param' | 'charge' | 'payment_intent' | 'payment_method' | 'setup_intent'>;

/** 402 as a declined card answers; what was written (the failed charge) stays. */
export function cardError({ code, declineCode, message }: Decline, extra: Extra = {}): StripeError {
  const declined = declineCode !== '' && code !== 'authentication_required';
  const body: StripeErrorBody = {
    type: 'card_error', code, message, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`, ...extra,
    ...(declineCode ? { decline_code: declineCode } : {}),
    ...(declined ? { advice_code: hardDeclines.has(declineCode) ? 'do_not_try_again' : 'try_again_later', network_decline_code: '01' } : {}),
  };
  return new StripeError(402, body, true);
}
