import type { z } from 'zod';
import type { Decision } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { questionOf } from './ask-use';
import type { MeteringCtx } from './metering-ctx';
import type { checkUseInput } from './use-input';

/** Whether a use would be admitted now. The very decision is made and taken back, so that check and consume cannot differ. */
export const checkUse = async (ctx: MeteringCtx, input: z.output<typeof checkUseInput>): Promise<Decision> => {
  const question = { ...questionOf(ctx, input), requestId: newId('req', ctx.now.getTime()), isClientRequestId: false };
  const client = await ctx.sql.connect();
  try {
    await client.query('BEGIN');
    const [decision] = await consume({ sql: client }, resolveCalls(ctx, [question]));
    if (!decision) throw new Error('the meter did not answer');
    return decision.allowed ? decision : { ...decision, decisionId: null };
  } finally {
    await client.query('ROLLBACK').then(() => client.release(), (error: Error) => client.release(error));
  }
};
