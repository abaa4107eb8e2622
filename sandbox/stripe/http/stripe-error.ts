import type { JsonObject } from '@/sandbox/stripe/wire';

export interface StripeErrorBody {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  charge?: string;
  payment_intent?: JsonObject;
  payment_method?: JsonObject;
  setup_intent?: JsonObject;
  doc_url?: string;
}

/** An error in Stripe's own shape. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly body: StripeErrorBody,
    /** A declined card leaves its failed charge behind. */
    readonly keepsWrites = false,
  ) {
    super(body.message);
  }
}

export const invalidRequest = (message: string, code?: string, param?: string, status = 400): StripeError =>
  new StripeError(status, { type: 'invalid_request_error', message, code, param });

export const noSuch = (noun: string, id: string, param = 'id'): StripeError =>
  invalidRequest(`No such ${noun}: '${id}'`, 'resource_missing', param, param === 'id' ? 404 : 400);

export const unsupported = (param: string): StripeError =>
  invalidRequest(`The sandbox does not support the parameter '${param}'. Stripe does: leave it out here, or test it against Stripe's test mode.`, 'sandbox_unsupported', param);
