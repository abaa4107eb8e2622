import Stripe from 'stripe';
import type { StoredEvent } from '@/sandbox/stripe/store/collections';

const stripe = new Stripe('sk_test_signing');
const answerWithinMs = 10_000;

export interface SendResult {
  ok: boolean;
  status: number | null;
  error: string | null;
}

/** One signed POST, as Stripe sends it: pretty-printed, signed with the real time of sending. */
export async function sendEvent(url: string, secret: string, event: StoredEvent): Promise<SendResult> {
  const payload = JSON.stringify(event, null, 2);
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(Date.now() / 1000) });
  try {
    const response = await fetch(url, {
      method: 'POST', body: payload, redirect: 'manual', signal: AbortSignal.timeout(answerWithinMs),
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature, 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)', connection: 'close' },
    });
    await response.arrayBuffer();
    return { ok: response.ok, status: response.status, error: null };
  } catch (error) {
    return { ok: false, status: null, error: error instanceof Error ? error.message : String(error) };
  }
}
