import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export type PortalConfiguration = ApiRecords['billing_portal.configuration'];
export type PortalSession = ApiRecords['billing_portal.session'];
export type PortalFeatures = PortalConfiguration['features'];
type Closed<T> = T extends (infer Item)[] ? Item : never;

export const customerUpdates = ['address', 'email', 'name', 'phone', 'shipping', 'tax_id'] as const satisfies Closed<PortalFeatures['customer_update']['allowed_updates']>[];
export const cancellationReasons = [
  'customer_service', 'low_quality', 'missing_features', 'other', 'switched_service', 'too_complex', 'too_expensive', 'unused',
] as const satisfies Closed<PortalFeatures['subscription_cancel']['cancellation_reason']['options']>[];

/** What a configuration has that names no feature: everything off. */
export const noFeatures: PortalFeatures = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: { cancellation_reason: { enabled: false, feedback_options: null, options: [] }, enabled: false, mode: 'at_period_end', proration_behavior: 'none' },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null, default_allowed_updates: [], enabled: false, products: [], proration_behavior: 'none', schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
};

export const renderPortalConfiguration = (id: string, created: number, features: PortalFeatures): PortalConfiguration => ({
  id, object: 'billing_portal.configuration', active: true, application: null, business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
  created, default_return_url: null, features, is_default: false, livemode: false, login_page: { enabled: false, url: null }, metadata: {}, name: null, updated: created,
});
