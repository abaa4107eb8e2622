import type { LimitState } from './decision';

/**
 * `RateLimit` and `RateLimit-Policy` as structured fields (draft-ietf-httpapi-ratelimit-headers-10: Lists of Strings with
 * parameters). One member per limit, named meter-window (and own, key or member for limits of one's own); `q` and `r` are units of the meter, `w` and `t` seconds.
 */
export const rateLimitFields = (limits: LimitState[]): Record<string, string> => {
  if (limits.length === 0) return {};
  const name = (limit: LimitState) => `"${limit.meter}-${limit.window}${limit.scope === undefined ? '' : `-${limit.scope.split(':')[0]}`}"`;
  return {
    ratelimit: limits.map((limit) => `${name(limit)};r=${limit.remaining};t=${limit.resetsInSeconds}`).join(', '),
    'ratelimit-policy': limits.map((limit) => `${name(limit)};q=${limit.limit};w=${limit.windowSeconds}`).join(', '),
  };
};
