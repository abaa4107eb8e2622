import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { applyPlanOverrides } from './apply-plan-overrides';

export const endPlanOverridesInput = z.strictObject({});

const most = 500;

/** Gives back their own plan to workspaces whose free one has ended. Returns how many. One that cannot be decided waits for the next run. */
export const endPlanOverrides = async (ctx: Ctx, _input: z.input<typeof endPlanOverridesInput> = {}): Promise<number> => {
  const ended = await ctx.db.override.findMany({
    where: { kind: 'plan', settledAt: null, OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: ctx.now } }] }, distinct: ['workspaceId'], select: { workspaceId: true }, take: most,
  });
  let done = 0;
  for (const { workspaceId } of ended) {
    await applyPlanOverrides(ctx, workspaceId).then(
      () => (done += 1),
      (reason: unknown) => ctx.log.error({ workspaceId, err: reason }, 'the end of a free plan could not be taken over yet'),
    );
  }
  return done;
};
