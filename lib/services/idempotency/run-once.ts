import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';

export type Keyed = {
  /** The client's word for this write. */
  key: string;
  /** Method and path: the same key at another one is another write. */
  route: string;
  /** Says what was sent; another one under the same key is a mistake. */
  fingerprint: string;
  /** False for an answer with a secret in it, which is shown once and never stored. */
  keepsAnswer: boolean;
};

/** `body` is JSON text; null for none. What is not final asks for something more, and a repeat is run again. */
export type Answer = { status: number; body: string | null; isFinal: boolean };

/** How long an answer is kept. */
export const keptMs = 86_400_000;

/**
 * Runs a write once for all requests with its key from this workspace (or from the operators) within a day; a repeat gets the
 * first one's answer. What throws has done nothing and is not kept, so that trying again can work; nor is what is not final. A run whose process died is
 * taken over after two minutes, longer than any write takes. Errors: 422 `idempotency_key_reused` for another input, 409
 * `conflict` while the first runs, or for an answer that is not kept.
 */
export const runOnce = async (ctx: Ctx, keyed: Keyed, act: () => Promise<Answer>): Promise<Answer & { replayed: boolean }> => {
  const scope = ctx.workspaceId ?? 'operators';
  const claim = await claimRun(ctx, scope, keyed);
  if (claim === null) return { ...(await earlierAnswer(ctx, scope, keyed)), replayed: true };
  const own = { scope, route: keyed.route, key: keyed.key, claim };
  const answer = await act().catch(async (reason: unknown) => {
    await ctx.db.idempotentRequest.deleteMany({ where: own });
    throw reason;
  });
  if (answer.isFinal) await ctx.db.idempotentRequest.updateMany({ where: own, data: { status: answer.status, body: keyed.keepsAnswer ? answer.body : null } });
  else await ctx.db.idempotentRequest.deleteMany({ where: own });
  return { ...answer, replayed: false };
};

/** Takes the key, if nobody has it, or has had it for a day, or died with it. Null when somebody has. */
const claimRun = async (ctx: Ctx, scope: string, { route, key, fingerprint }: Keyed): Promise<string | null> => {
  const claim = newId('req', ctx.now.getTime());
  const dayAgo = new Date(ctx.now.getTime() - keptMs);
  const taken = await ctx.db.$executeRaw`
    INSERT INTO idempotent_requests AS r (scope, route, key, fingerprint, claim, created_at, started_at)
    VALUES (${scope}, ${route}, ${key}, ${fingerprint}, ${claim}, ${ctx.now}, now())
    ON CONFLICT (scope, route, key) DO UPDATE
      SET fingerprint = EXCLUDED.fingerprint, claim = EXCLUDED.claim, status = NULL, body = NULL, created_at = EXCLUDED.created_at, started_at = now()
      WHERE r.created_at <= ${dayAgo} OR (r.status IS NULL AND r.fingerprint = EXCLUDED.fingerprint AND r.started_at < now() - interval '2 minutes')`;
  return taken === 1 ? claim : null;
};

const earlierAnswer = async (ctx: Ctx, scope: string, { route, key, fingerprint, keepsAnswer }: Keyed): Promise<Answer> => {
  const earlier = await ctx.db.idempotentRequest.findUnique({ where: { scope_route_key: { scope, route, key } } });
  if (earlier && earlier.fingerprint !== fingerprint) throw new AppError('idempotency_key_reused', 'This Idempotency-Key was sent with another input. Use a new key for a new request, and the same one only to repeat it.');
  if (!earlier || earlier.status === null) throw new AppError('conflict', 'The first request with this Idempotency-Key is still running. Ask again in a moment.', { retryAfterSeconds: 1 });
  if (!keepsAnswer) throw new AppError('conflict', 'The request with this Idempotency-Key was carried out. Its answer held a secret, which is shown once.', { extra: { carriedOut: true } });
  return { status: earlier.status, body: earlier.body, isFinal: true };
};
