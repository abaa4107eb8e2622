import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, boolean, choice, clearable, integer, mergeMetadata, metadata, object, required, text, type Decoded } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch, unsupported } from '@/sandbox/stripe/http/stripe-error';
import { checkWebUrl } from '@/sandbox/stripe/http/web-url';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findPrice } from './prices';
import { cancellationReasons, customerUpdates, noFeatures, renderPortalConfiguration, type PortalConfiguration, type PortalFeatures } from './render-portal';

export function findConfiguration({ store }: Sandbox, id: string, param = 'id'): PortalConfiguration {
  const found = store.get('billing_portal.configuration', id);
  if (!found) throw noSuch('configuration', id, param);
  return found;
}

const prorations = choice('always_invoice', 'create_prorations', 'none');
const listOf = <const T extends string>(...values: T[]) => clearable(array(required(choice(...values))));
const shape = {
  customer_update: object({ enabled: boolean(), allowed_updates: listOf(...customerUpdates) }),
  invoice_history: object({ enabled: required(boolean()) }),
  payment_method_update: object({ enabled: required(boolean()) }, ['payment_method_configuration']),
  subscription_cancel: object({
    enabled: boolean(), mode: choice('at_period_end', 'immediately'), proration_behavior: prorations,
    cancellation_reason: object({ enabled: required(boolean()), options: listOf(...cancellationReasons) }, ['feedback_options']),
  }),
  subscription_update: object({
    enabled: boolean(), default_allowed_updates: listOf('price', 'promotion_code', 'quantity'), proration_behavior: prorations, billing_cycle_anchor: choice('now', 'unchanged'),
    products: clearable(array(required(object({
      product: required(text()), prices: required(array(required(text()))),
      adjustable_quantity: object({ enabled: required(boolean()), minimum: integer(0, 999_999), maximum: integer(1, 999_999) }),
    })), 10)),
    schedule_at_period_end: object({ conditions: clearable(array(required(object({ type: required(choice('decreasing_item_amount', 'shortening_interval')) })))) }),
    trial_update_behavior: choice('continue_trial', 'end_trial'),
  }),
};
const features = object(shape, ['subscription_pause']);
type SentFeatures = Decoded<typeof shape>;
type SentProducts = NonNullable<NonNullable<SentFeatures['subscription_update']>['products']>;

function productsOf(sandbox: Sandbox, sent: SentProducts): NonNullable<PortalFeatures['subscription_update']['products']> {
  return sent.map(({ product, prices, adjustable_quantity: quantity }, index) => {
    const param = `features[subscription_update][products][${index}]`;
    if (!sandbox.store.get('product', product)) throw noSuch('product', product, `${param}[product]`);
    for (const id of prices) {
      const price = findPrice(sandbox, id, `${param}[prices]`);
      if (price.product !== product) throw invalidRequest(`The price ${id} does not belong to the product ${product}.`, undefined, `${param}[prices]`);
      if (!price.recurring) throw invalidRequest('Only recurring prices can be offered in the portal.', undefined, `${param}[prices]`);
    }
    return { product, prices, adjustable_quantity: { enabled: quantity?.enabled ?? false, minimum: quantity?.minimum ?? 1, maximum: quantity?.maximum ?? null } };
  });
}

const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

function mergeFeatures(sandbox: Sandbox, before: PortalFeatures, sent: SentFeatures): PortalFeatures {
  const { customer_update: customer, subscription_cancel: cancel, subscription_update: update } = sent;
  refuseNotYet(sent);
  const reason = cancel?.cancellation_reason;
  const merged: PortalFeatures = {
    ...before,
    customer_update: {
      enabled: customer?.enabled ?? before.customer_update.enabled,
      allowed_updates: customer?.allowed_updates === undefined ? before.customer_update.allowed_updates : (customer.allowed_updates ?? []),
    },
    invoice_history: sent.invoice_history ?? before.invoice_history,
    payment_method_update: { ...before.payment_method_update, ...sent.payment_method_update },
    subscription_cancel: {
      ...before.subscription_cancel, ...defined({ enabled: cancel?.enabled, mode: cancel?.mode, proration_behavior: cancel?.proration_behavior }),
      cancellation_reason: reason
        ? { ...before.subscription_cancel.cancellation_reason, enabled: reason.enabled, options: reason.options ?? [] }
        : before.subscription_cancel.cancellation_reason,
    },
    subscription_update: {
      ...before.subscription_update,
      ...defined({
        enabled: update?.enabled, proration_behavior: update?.proration_behavior, billing_cycle_anchor: update?.billing_cycle_anchor,
        trial_update_behavior: update?.trial_update_behavior,
      }),
      ...(update?.default_allowed_updates === undefined ? {} : { default_allowed_updates: update.default_allowed_updates ?? [] }),
      ...(update?.products === undefined ? {} : { products: productsOf(sandbox, update.products ?? []) }),
      ...(update?.schedule_at_period_end ? { schedule_at_period_end: { conditions: update.schedule_at_period_end.conditions ?? [] } } : {}),
    },
  };
  checkFeatures(merged);
  return merged;
}

/** What Stripe takes here and the portal's pages do not do. */
function refuseNotYet({ customer_update: customer, subscription_update: update }: SentFeatures): void {
  if (customer?.allowed_updates?.includes('shipping')) throw unsupported('features[customer_update][allowed_updates]');
  if (update?.default_allowed_updates?.includes('promotion_code')) throw unsupported('features[subscription_update][default_allowed_updates]');
}

function checkFeatures({ customer_update: customer, subscription_update: update }: PortalFeatures): void {
  if (customer.enabled && customer.allowed_updates.length === 0) {
    throw invalidRequest('Missing required param: features[customer_update][allowed_updates].', 'parameter_missing', 'features[customer_update][allowed_updates]');
  }
  for (const key of ['default_allowed_updates', 'products'] as const) {
    if (update.enabled && !update[key]?.length) {
      throw invalidRequest(`Missing required param: features[subscription_update][${key}].`, 'parameter_missing', `features[subscription_update][${key}]`);
    }
  }
}

const profile = object({ headline: clearable(text(60)), privacy_policy_url: clearable(text()), terms_of_service_url: clearable(text()) });
const shared = {
  business_profile: profile, default_return_url: clearable(text()), metadata: metadata(), name: clearable(text(200)), login_page: object({ enabled: required(boolean()) }),
};
type Shared = Decoded<typeof shared>;

function withShared(before: PortalConfiguration, sent: Shared): PortalConfiguration {
  if (sent.login_page?.enabled) throw invalidRequest('The sandbox has no login page for the portal: make a session instead.', 'sandbox_unsupported', 'login_page[enabled]');
  checkWebUrl(sent.default_return_url, 'default_return_url');
  const { headline, privacy_policy_url, terms_of_service_url } = sent.business_profile ?? {};
  checkWebUrl(privacy_policy_url, 'business_profile[privacy_policy_url]');
  checkWebUrl(terms_of_service_url, 'business_profile[terms_of_service_url]');
  return {
    ...before, ...defined({ default_return_url: sent.default_return_url, name: sent.name }), metadata: mergeMetadata(before.metadata, sent.metadata),
    business_profile: { ...before.business_profile, ...defined({ headline, privacy_policy_url, terms_of_service_url }) },
  };
}

const create = endpoint('POST', '/v1/billing_portal/configurations', { ...shared, features: required(features) }, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const fresh = renderPortalConfiguration(ids.next('bpc'), clock.now(), mergeFeatures(sandbox, noFeatures, params.features));
  return store.transition('billing_portal.configuration', withShared(fresh, params));
});

const retrieve = endpoint('GET', '/v1/billing_portal/configurations/{id}', {}, ({ sandbox, id }) => findConfiguration(sandbox, id));

const update = endpoint('POST', '/v1/billing_portal/configurations/{id}', { ...shared, features, active: boolean() }, ({ sandbox, id, params }) => {
  const before = findConfiguration(sandbox, id);
  const changed = withShared({ ...before, active: params.active ?? before.active }, params);
  return sandbox.store.transition('billing_portal.configuration', {
    ...changed, features: params.features ? mergeFeatures(sandbox, before.features, params.features) : before.features, updated: sandbox.clock.now(),
  });
});

const list = endpoint('GET', '/v1/billing_portal/configurations', { ...pagination, active: boolean(), is_default: boolean() }, ({ sandbox, params }) => {
  const rows = newestFirst(sandbox.store.all('billing_portal.configuration')).filter(
    (row) => (params.active === undefined || row.active === params.active) && (params.is_default === undefined || row.is_default === params.is_default),
  );
  return page(rows, '/v1/billing_portal/configurations', params);
});

export const portalConfigurationEndpoints = [create, retrieve, update, list];
