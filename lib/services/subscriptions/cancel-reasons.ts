/** Why somebody leaves, in Stripe's words for it (`cancellation_details.feedback`). */
export const cancelReasons = ['customer_service', 'low_quality', 'missing_features', 'other', 'switched_service', 'too_complex', 'too_expensive', 'unused'] as const;
export type CancelReason = (typeof cancelReasons)[number];
