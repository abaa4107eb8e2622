import { AppError } from './app-error';
import type { Decision } from './decision';
import { describeProblem, type Problem } from './problem';
import { rateLimitFields } from './rate-limit-fields';

type Refused = Extract<Decision, { allowed: false }>;

/** A refused call as the whole of its answer. */
export const describeRefusal = (refused: Refused, about: { requestId: string; instance: string; origin: string }): Problem => {
  const problem = describeProblem(alsoAsError(refusalError(refused, about.origin)), about);
  Object.assign(problem.headers, rateLimitFields(refused.limits), refused.decisionId !== null && { 'x-decision-id': refused.decisionId }, isInVain(refused) && { 'x-should-retry': 'false' });
  return problem;
};

/** Clients of model providers show what a member `error` says, and nothing else of an answer. */
const alsoAsError = ({ code, message, details }: AppError): AppError => new AppError(code, message, { ...details, extra: { ...details.extra, error: { type: code, code, message } } });

const soonSeconds = 60;

/** They also try a 429 again at once, unless they are told that it is in vain. */
const isInVain = ({ code, retryAfterSeconds }: Refused): boolean => (code === 'quota_exceeded' || code === 'own_limit_reached') && (retryAfterSeconds === null || retryAfterSeconds > soonSeconds);

/** What is answered for a call that nobody could decide. */
export const notDecided = (code: 'unavailable' | 'overloaded', operation: string | null = null): Refused => ({
  allowed: false, code, decisionId: null, workspaceId: null, operation, limits: [], refusedBy: null, required: null, plan: null, feature: null, retryAfterSeconds: code === 'overloaded' ? 1 : 5,
});

/** A refused call as the error its caller gets: what was refused, by which limit, until when, and where to go. `origin` is the portal's. */
export const refusalError = (refused: Refused, origin: string): AppError => {
  const plansUrl = `${origin}/plans`;
  const decision = refused.decisionId === null ? {} : { decisionId: refused.decisionId, decisionUrl: `${origin}/usage/decisions/${refused.decisionId}` };
  switch (refused.code) {
    case 'quota_exceeded':
      return new AppError('quota_exceeded', quotaSentence(refused), {
        ...(refused.retryAfterSeconds !== null && { retryAfterSeconds: refused.retryAfterSeconds }),
        extra: {
          ...decision, plan: refused.plan, operation: refused.operation, meter: refused.refusedBy?.meter, window: refused.refusedBy?.window,
          limit: refused.refusedBy?.limit, used: refused.refusedBy?.used, required: refused.required, resetAt: refused.refusedBy?.resetsAt, upgradeUrl: plansUrl,
        },
      });
    case 'rate_limited':
      return new AppError('rate_limited', rateSentence(refused), {
        retryAfterSeconds: refused.retryAfterSeconds ?? 1,
        extra: {
          ...decision, plan: refused.plan, operation: refused.operation, meter: refused.refusedBy?.meter, window: refused.refusedBy?.window, limit: refused.refusedBy?.limit,
          used: refused.refusedBy?.used, required: refused.required, resetAt: refused.refusedBy?.resetsAt, retryAfter: refused.retryAfterSeconds, upgradeUrl: plansUrl,
        },
      });
    case 'insufficient_credits':
      return new AppError('insufficient_credits', creditsSentence(refused), {
        extra: {
          ...decision, plan: refused.plan, operation: refused.operation, meter: refused.refusedBy?.meter, window: refused.refusedBy?.window, limit: refused.refusedBy?.limit,
          used: refused.refusedBy?.used, required: refused.required, available: refused.refusedBy?.remaining, resetAt: refused.refusedBy?.resetsAt, upgradeUrl: plansUrl, creditsUrl: `${origin}/credits`,
        },
      });
    case 'own_limit_reached':
      return new AppError('own_limit_reached', ownLimitSentence(refused), {
        ...(refused.retryAfterSeconds !== null && { retryAfterSeconds: refused.retryAfterSeconds }),
        extra: {
          ...decision, plan: refused.plan, operation: refused.operation, meter: refused.refusedBy?.meter, window: refused.refusedBy?.window, scope: refused.refusedBy?.scope,
          limit: refused.refusedBy?.limit, used: refused.refusedBy?.used, required: refused.required, resetAt: refused.refusedBy?.resetsAt, limitsUrl: `${origin}/limits`,
        },
      });
    case 'feature_not_included':
      return new AppError('feature_not_included', `The plan "${refused.plan ?? ''}" does not include "${refused.feature ?? refused.operation ?? ''}". Choose a plan that does.`, {
        extra: { ...decision, plan: refused.plan, feature: refused.feature, operation: refused.operation, upgradeUrl: plansUrl },
      });
    case 'request_id_reused':
      return requestIdReused(decision);
    case 'unknown_operation':
      return new AppError('unknown_operation', 'The API has no such operation. Nothing was charged.');
    case 'insufficient_scope':
      return new AppError('insufficient_scope', 'This key does not have the scope "gateway". Make a key that has it.');
    case 'invalid_api_key':
      return new AppError('invalid_api_key', 'This key does not exist, was revoked or has expired. Make a new one in the portal.', { extra: { keysUrl: `${origin}/api-keys` } });
    case 'unavailable':
      return new AppError('unavailable', 'Usage cannot be counted right now, so the call was not made. Try again in a few seconds.', { retryAfterSeconds: refused.retryAfterSeconds ?? 5 });
    case 'overloaded':
      return new AppError('overloaded', 'More calls of this workspace wait than can be served, so this one was not made. Send fewer at a time.', { retryAfterSeconds: refused.retryAfterSeconds ?? 1 });
    default: {
      const unknown: never = refused.code;
      throw new Error(`unknown refusal ${String(unknown)}`);
    }
  }
};

export const requestIdReused = (extra: { decisionId?: string }): AppError =>
  new AppError('request_id_reused', 'This request id was used for a different call. Use a new id for each call, and the same id only to repeat one.', { extra });

const windowWords: Record<string, string> = { minute: 'this minute', day: 'today', month: 'this month', billing_period: 'this billing period' };

const scopeWords = (scope: string | undefined): string => (scope?.startsWith('key:') ? 'this key' : scope?.startsWith('member:') ? 'the member whose key this is' : 'the workspace');

const ownLimitSentence = ({ refusedBy, required }: Refused): string =>
  refusedBy === null
    ? 'A limit that the workspace set itself is reached.'
    : `The workspace limits ${scopeWords(refusedBy.scope)} to ${refusedBy.limit} ${refusedBy.meter} ${windowWords[refusedBy.window] ?? ''}; ${refusedBy.used} are used and this call needs ${required ?? 0}. An owner or admin can raise the limit.`;

const creditsSentence = ({ refusedBy, required }: Refused): string =>
  refusedBy === null
    ? 'There are not enough credits left.'
    : `This call needs ${required ?? 0} ${refusedBy.meter} and ${refusedBy.remaining} are left of the plan and of credit packs. Buy a pack, choose a larger plan, or wait: the plan gives new ones at ${refusedBy.resetsAt}.`;

const rateSentence = ({ plan, refusedBy, retryAfterSeconds }: Refused): string =>
  `The plan "${plan ?? ''}" allows ${refusedBy?.limit ?? 0} ${refusedBy?.meter ?? 'requests'} in any minute. Nothing was charged. Try again in ${retryAfterSeconds ?? 1} s.`;

const quotaSentence = ({ refusedBy, required }: Refused): string =>
  refusedBy === null
    ? 'The limit of the plan is reached.'
    : `${refusedBy.used} of ${refusedBy.limit} ${refusedBy.meter} are used ${windowWords[refusedBy.window] ?? ''}; this call needs ${required ?? 0}. The limit starts again at ${refusedBy.resetsAt}.`;
