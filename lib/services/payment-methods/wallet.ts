import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { isLive } from '@/lib/domain/access';
import { lockWorkspace } from '@/lib/services/subscriptions/lock-workspace';
import { missingAsNull } from '@/lib/services/subscriptions/missing-as-null';
import { statusOf } from '@/lib/services/subscriptions/project-subscription';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';

/** What Stripe knows of how a customer pays: who it is, what it pays with, and what has to be paid for. */
export type Wallet = { customer: Stripe.Customer; methods: Stripe.PaymentMethod[]; live: Stripe.Subscription[] };

/** Null when Stripe has no such customer, or no longer. */
export const readWallet = async (stripe: Stripe, customerId: string): Promise<Wallet | null> => {
  const customer = await missingAsNull(stripe.customers.retrieve(customerId, {}, whileLocked));
  if (!customer || customer.deleted) return null;
  const [methods, subscriptions] = await Promise.all([
    stripe.customers.listPaymentMethods(customerId, { limit: 100 }, whileLocked),
    stripe.subscriptions.list({ customer: customerId, status: 'all', limit: 100 }, whileLocked),
  ]);
  return { customer, methods: methods.data, live: subscriptions.data.filter((one) => isLive(statusOf(one))) };
};

/** The wallet of the ctx's workspace, which stays locked until the transaction ends: what is true of it here stays true. */
export const lockWallet = async (tx: WorkspaceCtx): Promise<Wallet | null> => {
  const workspace = await lockWorkspace(tx, { workspaceId: tx.workspaceId });
  return workspace?.stripeCustomerId ? readWallet(tx.stripe, workspace.stripeCustomerId) : null;
};
