import type { Ctx } from '@/lib/context';
import { storeEvent, type Receipt } from './store-event';
import { verifyStripeEvent, type Delivery } from './verify-stripe-event';

/**
 * Takes one delivery from Stripe: verified, stored once, applied later by a job. Answers a receipt also for an event that is here
 * already or needs nothing done. Errors: 400, and then nothing is stored.
 */
export const receiveStripeEvent = async (ctx: Ctx, delivery: Delivery): Promise<Receipt> => storeEvent(ctx, await verifyStripeEvent(ctx.stripe, delivery, ctx.now));
