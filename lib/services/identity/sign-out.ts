import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { revokeSession } from './revoke-session';

export const signOutInput = z.strictObject({});

/** Ends the caller's own session. Without one there is nothing to end. */
export const signOut = async (ctx: Ctx, _input: z.output<typeof signOutInput>): Promise<void> => {
  if (ctx.actor.kind === 'member' || ctx.actor.kind === 'operator') await revokeSession(ctx, { sessionId: ctx.actor.sessionId });
};
