import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export type CheckoutSession = ApiRecords['checkout.session'];

export interface SessionFields {
  id: string;
  created: number;
  expiresAt: number;
  url: string;
  mode: 'subscription' | 'payment' | 'setup';
  currency: string;
  customer: string | null;
  customerEmail: string | null;
  customerCreation: 'always' | 'if_required' | null;
  clientReferenceId: string | null;
  metadata: Record<string, string>;
  successUrl: string;
  cancelUrl: string | null;
  locale: CheckoutSession['locale'];
  billingAddress: 'auto' | 'required' | null;
  submitType: CheckoutSession['submit_type'];
  invoiceCreation: CheckoutSession['invoice_creation'];
  allowPromotionCodes: boolean | null;
  collection: 'always' | 'if_required';
  taxIdCollection: NonNullable<CheckoutSession['tax_id_collection']> | null;
  setupIntent: string | null;
}

export const renderCheckoutSession = (given: SessionFields): CheckoutSession => ({
  id: given.id, object: 'checkout.session', adaptive_pricing: null, after_expiration: null, allow_promotion_codes: given.allowPromotionCodes, allowed_payment_method_types: null,
  amount_subtotal: given.mode === 'setup' ? null : 0, amount_total: given.mode === 'setup' ? null : 0, automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: given.billingAddress, cancel_url: given.cancelUrl, client_reference_id: given.clientReferenceId, client_secret: null,
  collected_information: null, consent: null, consent_collection: null, created: given.created, currency: given.currency, currency_conversion: null, custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null }, customer: given.customer, customer_account: null,
  customer_creation: given.customerCreation,
  customer_details: given.customerEmail
    ? { address: null, business_name: null, email: given.customerEmail, individual_name: null, name: null, phone: null, tax_exempt: 'none', tax_ids: null }
    : null,
  customer_email: given.customer ? null : given.customerEmail, discounts: [], expires_at: given.expiresAt, integration_identifier: null, invoice: null,
  invoice_creation: given.invoiceCreation, livemode: false, locale: given.locale, managed_payments: null, metadata: given.metadata, mode: given.mode,
  origin_context: null, payment_intent: null, payment_link: null, payment_method_collection: given.collection,
  payment_method_configuration_details: null, payment_method_options: {}, payment_method_types: ['card'],
  payment_status: 'no_payment_required', permissions: null, recovered_from: null, saved_payment_method_options: null, setup_intent: given.setupIntent,
  shipping_address_collection: null, shipping_cost: null, shipping_options: [], status: 'open', submit_type: given.submitType, subscription: null,
  success_url: given.successUrl, ...(given.taxIdCollection ? { tax_id_collection: given.taxIdCollection } : {}),
  total_details: given.mode === 'setup' ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 }, ui_mode: 'hosted_page', url: given.url, wallet_options: null,
});
