import type Stripe from 'stripe';
import { cardExpiry } from '@/lib/domain/card-expiry';
import type { CardView, PaymentMethodView } from '@/lib/domain/views/billing-view';
import { idOf } from '@/lib/services/subscriptions/id-of';
import type { Wallet } from './wallet';

/** What pays for the live subscriptions, or would pay for the next one. */
export const defaultsOf = ({ customer, live }: Pick<Wallet, 'customer' | 'live'>): string[] => {
  const own = idOf(customer.invoice_settings.default_payment_method);
  const used = live.map((one) => idOf(one.default_payment_method) ?? own);
  return [...new Set(live.length === 0 ? [own] : used)].filter((id) => id !== null);
};

/** Brand and last digits. What is no card has its kind as brand, and no date (0). */
export const cardView = (method: Stripe.PaymentMethod): CardView => {
  if (method.card) return { brand: method.card.brand, last4: method.card.last4, expMonth: method.card.exp_month, expYear: method.card.exp_year };
  const last4 = method.us_bank_account?.last4 ?? method.sepa_debit?.last4 ?? method.bacs_debit?.last4 ?? method.au_becs_debit?.last4 ?? method.acss_debit?.last4;
  return { brand: method.type, last4: last4 ?? '', expMonth: 0, expYear: 0 };
};

const keptBecause = (isDefault: boolean, { methods, live }: Wallet): string | null => {
  if (live.length === 0) return null;
  if (methods.length === 1) return 'The subscription is paid with it. To remove it, add another card first.';
  return isDefault ? 'The subscription is paid with it. To remove it, make another card the default first.' : null;
};

/**
 * The payment methods, the default one first, then the newest. While there is a live subscription, the last one and the one that
 * pays are kept, as in Stripe's own portal.
 */
export const paymentMethodViews = (wallet: Wallet, now: Date): PaymentMethodView[] => {
  const defaults = defaultsOf(wallet);
  const views = wallet.methods.map((method) => {
    const card = cardView(method);
    const isDefault = defaults.includes(method.id);
    const because = keptBecause(isDefault, wallet);
    return { ...card, id: method.id, isDefault, expiry: cardExpiry(card.expMonth, card.expYear, now), canRemove: because === null, keptBecause: because };
  });
  const age = new Map(wallet.methods.map((method) => [method.id, method.created]));
  return views.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || (age.get(b.id) ?? 0) - (age.get(a.id) ?? 0) || (a.id < b.id ? 1 : -1));
};
