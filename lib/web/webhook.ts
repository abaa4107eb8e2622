import { z } from 'zod';
import { env } from '@/lib/adapters/env';
import { AppError } from '@/lib/domain/app-error';
import { receiveStripeEvent } from '@/lib/services/inbound-events/receive-stripe-event';
import { baseCtx } from './base-ctx';
import type { Call } from './route';

const maxBytes = 1_000_000;

/** Takes what Stripe sends: the body as it came, because the signature is over its bytes. */
export const stripeWebhook: Call = {
  caller: (request) => baseCtx({ kind: 'stripe' }, request),
  input: z.unknown(),
  status: 200,
  answer: async (request) => {
    const ctx = await baseCtx({ kind: 'stripe' }, request);
    const { STRIPE_WEBHOOK_SECRET, STRIPE_SECRET_KEY } = env();
    const receipt = await receiveStripeEvent(ctx, {
      payload: await readText(request), signature: request.headers.get('stripe-signature'), secret: STRIPE_WEBHOOK_SECRET, isLive: /^\w+_live_/.test(STRIPE_SECRET_KEY),
    });
    return Response.json(receipt, { headers: { 'cache-control': 'no-store', 'x-request-id': ctx.requestId } });
  },
};

const readText = async (request: Request): Promise<string> => {
  const tooLarge = new AppError('payload_too_large', `An event has at most ${maxBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge;
  const body = await request.arrayBuffer();
  if (body.byteLength > maxBytes) throw tooLarge;
  return new TextDecoder().decode(body);
};
