import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export type SetupIntent = ApiRecords['setup_intent'];

export interface SetupIntentFields {
  id: string;
  secret: string;
  created: number;
  customer: string | null;
  description: string | null;
  metadata: Record<string, string>;
  usage: 'off_session' | 'on_session';
  automatic: SetupIntent['automatic_payment_methods'];
  allowed: SetupIntent['allowed_payment_method_types'];
  paymentMethod: string | null;
}

export const renderSetupIntent = (given: SetupIntentFields): SetupIntent => ({
  id: given.id, object: 'setup_intent', allowed_payment_method_types: given.allowed, application: null, automatic_payment_methods: given.automatic,
  cancellation_reason: null, client_secret: `${given.id}_secret_${given.secret}`, created: given.created, customer: given.customer, customer_account: null,
  description: given.description, excluded_payment_method_types: null, flow_directions: null, last_setup_error: null, latest_attempt: null, livemode: false,
  managed_payments: null, mandate: null, metadata: given.metadata, next_action: null, on_behalf_of: null, payment_method: given.paymentMethod,
  payment_method_configuration_details: null, payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
  payment_method_types: ['card'], single_use_mandate: null, status: given.paymentMethod ? 'requires_confirmation' : 'requires_payment_method', usage: given.usage,
});
