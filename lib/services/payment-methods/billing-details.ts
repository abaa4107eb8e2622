import type Stripe from 'stripe';
import type { AddressView, PaymentMethodsView, TaxIdView } from '@/lib/domain/views/billing-view';

export type BillingDetails = PaymentMethodsView['billing'];

export const noDetails: BillingDetails = { name: null, email: null, address: null, taxIds: [] };

const orNull = (text: string | null | undefined): string | null => (text === undefined || text === '' ? null : text);

const addressView = (address: Stripe.Address | null | undefined): AddressView | null =>
  address?.country
    ? { line1: address.line1 ?? '', line2: orNull(address.line2), city: address.city ?? '', state: orNull(address.state), postalCode: orNull(address.postal_code), country: address.country }
    : null;

const statuses = ['pending', 'verified', 'unverified'] as const;

export const taxIdView = (taxId: Stripe.TaxId): TaxIdView => {
  const status = statuses.find((one) => one === taxId.verification?.status) ?? 'unavailable';
  return { id: taxId.id, type: taxId.type, value: taxId.value, status };
};

/** Who the invoices are made out to. */
export const billingDetails = (customer: Stripe.Customer, taxIds: Stripe.TaxId[]): BillingDetails => ({
  name: orNull(customer.name), email: orNull(customer.email), address: addressView(customer.address), taxIds: taxIds.map(taxIdView),
});
