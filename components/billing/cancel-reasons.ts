/** Why people leave, in Stripe's words for it (cancellation_details.feedback), and in ours. */
export const cancelReasons = [
  { value: 'too_expensive', label: 'It costs too much' },
  { value: 'missing_features', label: 'Something is missing' },
  { value: 'switched_service', label: 'I use something else now' },
  { value: 'unused', label: 'I do not use it enough' },
  { value: 'customer_service', label: 'Support was not good enough' },
  { value: 'too_complex', label: 'It is too complicated' },
  { value: 'low_quality', label: 'The quality was not good enough' },
  { value: 'other', label: 'Something else' },
] as const;

export type CancelReason = (typeof cancelReasons)[number]['value'];

/** Why a plan ended that nobody canceled. */
const endings = [{ value: 'payment_failed', label: 'The payment failed' }, { value: 'trial_over', label: 'The trial ended without a card' }];

/** The reason in words; one that we do not know, as it is. */
export const reasonWords = (reason: string): string => [...cancelReasons, ...endings].find((one) => one.value === reason)?.label ?? reason;
