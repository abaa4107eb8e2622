import { createCustomer } from '@/sandbox/stripe/resources/customers';
import type { Address } from '@/sandbox/stripe/resources/address';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import { addTaxId } from '@/sandbox/stripe/resources/tax-ids';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords, CheckoutInput, CheckoutPlan } from '@/sandbox/stripe/store/collections';

type Customer = ApiRecords['customer'];

const noAddress = { city: null, line1: null, line2: null, postal_code: null, state: null };

export const typedAddress = ({ country, address }: CheckoutInput): Address | null => (country ? { ...noAddress, ...address, country } : null);

/** A business gives its own name to the invoice. */
const typedName = ({ name, business }: CheckoutInput): string | null => business?.name ?? name;

/** The payer: the session's customer, changed where the session allows it, or a new one when the mode makes one. */
export function payer(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan, input: CheckoutInput): Customer | null {
  const existing = session.customer ? sandbox.store.get('customer', session.customer) : undefined;
  const isWanted = session.mode === 'subscription' || session.customer_creation === 'always' || plan.saveCard !== null;
  if (!existing && !isWanted) return null;
  const address = typedAddress(input);
  const name = typedName(input);
  const customer = existing
    ? sandbox.store.transition('customer', {
        ...existing, email: existing.email ?? input.email, name: plan.updateName && name ? name : existing.name, address: plan.updateAddress && address ? address : existing.address,
      })
    : createCustomer(sandbox, { email: input.email ?? session.customer_email, name, address: session.billing_address_collection === 'required' ? address : null });
  if (input.business) addTaxId(sandbox, customer.id, input.business.taxId.type, input.business.taxId.value);
  return customer;
}

/** What the session remembers of the payer. */
export function customerDetails(session: CheckoutSession, input: CheckoutInput, customer: Customer | null): CheckoutSession['customer_details'] {
  const { business } = input;
  return {
    address: typedAddress(input), business_name: business?.name ?? null, email: input.email ?? customer?.email ?? session.customer_email, individual_name: null,
    name: typedName(input), phone: null, tax_exempt: 'none', tax_ids: business ? [taxIdOf(business.taxId)] : [],
  };
}

type TaxId = NonNullable<NonNullable<CheckoutSession['customer_details']>['tax_ids']>[number];
export const checkoutTaxTypes = ['eu_vat', 'gb_vat', 'us_ein', 'ch_vat'] as const satisfies TaxId['type'][];
const taxIdOf = ({ type, value }: { type: string; value: string }): TaxId => ({ type: checkoutTaxTypes.find((one) => one === type) ?? 'unknown', value });
