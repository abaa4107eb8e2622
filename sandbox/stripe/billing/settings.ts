export const finalActions = ['cancel', 'unpaid', 'past_due'] as const;

/** What a Stripe account's owner sets in the dashboard. */
export interface BillingSettings {
  /** Days after finalisation on which a failed payment is tried again. */
  retryDays: readonly number[];
  /** What becomes of the subscription when the last of them fails. */
  finalAction: (typeof finalActions)[number];
  /** How long before a renewal `invoice.upcoming` is sent; 0 sends none. */
  upcomingDays: number;
}

export const usualSettings: BillingSettings = { retryDays: [1, 3, 5, 7], finalAction: 'cancel', upcomingDays: 7 };
