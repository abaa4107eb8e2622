/** Stripe's words, exactly (docs.stripe.com/api/subscriptions/object#subscription_object-status). */
export const subscriptionStatuses = ['incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused'] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

export type Access = 'full' | 'grace' | 'limited' | 'none';

/** Days that a past-due subscription keeps its plan while Stripe retries the card. */
export const graceDays = 14;

/** Statuses of which a workspace has at most one subscription; the database holds the same list in a unique index. */
export const liveStatuses = ['trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete'] as const satisfies readonly SubscriptionStatus[];

export const isLive = (status: SubscriptionStatus): boolean => (liveStatuses as readonly SubscriptionStatus[]).includes(status);

/**
 * What a subscription's status lets the workspace do. `full` and `grace` use the subscribed plan; `limited` and `none` fall
 * back to the default plan. `pastDueSince` is when the first failed payment was seen.
 */
export const accessOf = (status: SubscriptionStatus, pastDueSince: Date | null, now: Date): Access => {
  switch (status) {
    case 'trialing':
    case 'active':
      return 'full';
    case 'past_due': {
      const graceEnds = (pastDueSince ?? now).getTime() + graceDays * 86_400_000;
      return now.getTime() < graceEnds ? 'grace' : 'limited';
    }
    case 'unpaid':
    case 'paused':
      return 'limited';
    case 'incomplete':
    case 'incomplete_expired':
    case 'canceled':
      return 'none';
    default: {
      const unknown: never = status;
      throw new Error(`unknown subscription status ${String(unknown)}`);
    }
  }
};

export const grantsPlan = (access: Access): boolean => access === 'full' || access === 'grace';
