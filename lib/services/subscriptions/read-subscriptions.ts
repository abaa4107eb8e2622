import type Stripe from 'stripe';
import { missingAsNull } from './missing-as-null';
import { whileLocked } from './stripe-call';

/**
 * What else one subscription tells in the same answer: the card that pays, its discounts, and its schedule. Were that asked for
 * afterwards, a period that ends in between would look like a change of mind.
 */
export const subscriptionDetails = ['default_payment_method', 'customer', 'discounts.source.coupon', 'schedule'];

/**
 * Every subscription that a customer has or had, as Stripe says now. Null when Stripe does not know the customer at all: another
 * account, or a sandbox that was emptied, neither of which says that somebody stopped paying.
 */
export const readSubscriptions = async (stripe: Stripe, customer: string): Promise<Stripe.Subscription[] | null> => {
  const expand = subscriptionDetails.map((path) => `data.${path}`);
  const listing = stripe.subscriptions.list({ customer, status: 'all', limit: 100, expand }, whileLocked).autoPagingToArray({ limit: 1_000 });
  const found = await missingAsNull(listing);
  if (found && found.length > 0) return found;
  const known = await missingAsNull(stripe.customers.retrieve(customer, {}, whileLocked));
  return known ? [] : null;
};
