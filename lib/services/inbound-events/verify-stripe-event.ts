import Stripe from 'stripe';
import { AppError } from '@/lib/domain/app-error';

export type Delivery = {
  /** The body, byte for byte as it came. */
  payload: string;
  /** The `Stripe-Signature` header. */
  signature: string | null;
  secret: string;
  /** Whether we hold live keys. */
  isLive: boolean;
};

/** Seconds that a signature may be away from now, on either side. */
const toleranceSeconds = 300;

/**
 * The event that Stripe signed. 400 `invalid_signature` for a signature that is missing, wrong, old, or from the future; 400
 * `bad_request` for what is signed and is no event, and for a test event sent to a live portal or the reverse.
 */
export const verifyStripeEvent = async (stripe: Stripe, delivery: Delivery, now: Date): Promise<Stripe.Event> => {
  if (delivery.signature === null || isFromTheFuture(delivery.signature, now)) throw refused();
  const event = await stripe.webhooks.constructEventAsync(delivery.payload, delivery.signature, delivery.secret, toleranceSeconds).catch((reason: unknown) => {
    if (reason instanceof Stripe.errors.StripeSignatureVerificationError) throw refused();
    throw new AppError('bad_request', 'The body is not a Stripe event that is understood here.');
  });
  if (!isEvent(event)) throw new AppError('bad_request', 'The body is not a Stripe event.');
  if (event.livemode !== delivery.isLive) throw new AppError('bad_request', `This portal takes ${delivery.isLive ? 'live' : 'test'} events only.`);
  return event;
};

const isEvent = (body: unknown): body is Stripe.Event => {
  if (typeof body !== 'object' || body === null) return false;
  const { id, type } = body as { id?: unknown; type?: unknown };
  return typeof id === 'string' && /^evt_\w{1,250}$/.test(id) && typeof type === 'string';
};

const refused = (): AppError => new AppError('invalid_signature', 'The Stripe-Signature header does not match this body and our signing secret, or is older than five minutes.');

const isFromTheFuture = (signature: string, now: Date): boolean => {
  const stamp = /(?:^|,)t=(\d{1,15})(?:,|$)/.exec(signature)?.[1];
  return stamp !== undefined && Number(stamp) * 1000 > now.getTime() + toleranceSeconds * 1000;
};
