import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import type { InboundEventDetailView, InboundEventView } from '@/lib/domain/views/billing-view';
import { requireOperator } from '@/lib/services/identity/require-operator';
import { viewsOf } from './list-inbound-events';
import { redactPayload } from './redact-payload';

export const getInboundEventInput = z.strictObject({ id: z.string().min(1).max(255) });

/** One event with its payload, without what says who somebody is and without secrets. For operators. */
export const getInboundEvent = async (ctx: Ctx, input: z.input<typeof getInboundEventInput>): Promise<InboundEventDetailView> => {
  requireOperator(ctx);
  const event = await ctx.db.inboundEvent.findUnique({ where: getInboundEventInput.parse(input) });
  if (!event) throw new AppError('not_found', 'There is no such event.');
  const [view] = await viewsOf(ctx, [event]);
  return { ...(view as InboundEventView), payload: redactPayload(event.payload) };
};
