import type Stripe from 'stripe';
import type { Ctx } from '@/lib/context';
import type { CardView } from '@/lib/domain/views/billing-view';
import { missingAsNull } from './missing-as-null';
import { whileLocked } from './stripe-call';

/** What a subscription charges. Null when nothing is on file, and `card` also for what is no card. */
export type OnFile = { paymentMethodId: string | null; card: CardView | null };

type Customer = Stripe.Subscription['customer'];

const customersOwn = (customer: Customer): string | Stripe.PaymentMethod | null =>
  typeof customer === 'string' || customer.deleted ? null : customer.invoice_settings.default_payment_method;

/** A subscription's own payment method, else its customer's, which is asked for only then. Needs both fields expanded. */
export const cardOnFile = async (ctx: Ctx, { default_payment_method: own, customer }: Stripe.Subscription): Promise<OnFile> => {
  const given = own ?? customersOwn(customer);
  const method = typeof given === 'string' ? await missingAsNull(ctx.stripe.paymentMethods.retrieve(given, {}, whileLocked)) : given;
  const card = method?.card;
  return { paymentMethodId: method?.id ?? null, card: card ? { brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year } : null };
};
