const words: Record<string, { short: string; why: string; remedy: string }> = {
  quota_exceeded: { short: 'Over the limit', why: 'The call would have gone over a limit of the plan.', remedy: 'Wait for the reset, or choose a plan with more.' },
  own_limit_reached: { short: 'Own limit reached', why: 'The call would have gone over a limit that the workspace set itself.', remedy: 'Raise the limit, or wait for it to start again.' },
  rate_limited: { short: 'Too fast', why: 'The plan’s calls of the last minute were used up.', remedy: 'Wait for as long as Retry-After says, or choose a plan with more per minute.' },
  insufficient_credits: { short: 'Not enough credits', why: 'The call needs more credits than were left.', remedy: 'Buy a credit pack, choose a plan with more, or wait for the next period’s.' },
  feature_not_included: { short: 'Not in the plan', why: 'The plan does not include the feature that this call belongs to.', remedy: 'Choose a plan that includes it.' },
  unknown_operation: { short: 'Unknown operation', why: 'No operation of the product matches this method and path.', remedy: 'Check the method and the path against the documentation.' },
  insufficient_scope: { short: 'Key not allowed', why: 'The key does not have the scope that calls need.', remedy: 'Use a key with the scope “gateway”.' },
  invalid_api_key: { short: 'Key not valid', why: 'The key was revoked or has expired.', remedy: 'Use another key, or make a new one.' },
  request_id_reused: { short: 'Request id reused', why: 'The same request id was sent before with a different call.', remedy: 'Send a new request id with every new call.' },
  unavailable: { short: 'Meter unavailable', why: 'The meter could not be reached, and this plan refuses calls then.', remedy: 'Send the call again.' },
};

/** Why a call was refused: in two or three words, in a sentence, and what helps. */
export const refusalWords = (code: string | null): { short: string; why: string; remedy: string } =>
  words[code ?? ''] ?? { short: 'Refused', why: 'The call was refused.', remedy: 'Quote the decision id to support.' };
