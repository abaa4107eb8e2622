import type { z } from 'zod';
import type { Decision } from '@/lib/domain/decision';
import { questionOf } from './ask-use';
import type { MeteringCtx } from './metering-ctx';
import type { consumeUseInput } from './use-input';

/** Takes the units of a use, or holds them, in one committed decision. A repeated request id gets the same decision and takes nothing. */
export const consumeUse = (ctx: MeteringCtx, input: z.output<typeof consumeUseInput>): Promise<Decision> =>
  ctx.decide(questionOf(ctx, input, input.hold ? input.holdSeconds : undefined));
