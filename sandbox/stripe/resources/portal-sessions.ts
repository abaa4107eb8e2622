import { isEnded } from '@/sandbox/stripe/billing/end-subscription';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { array, choice, integer, object, required, text, type Decoded } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import { checkWebUrl } from '@/sandbox/stripe/http/web-url';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { findCustomer } from './customers';
import { findConfiguration } from './portal-configurations';
import type { PortalConfiguration, PortalSession } from './render-portal';

type Flow = NonNullable<PortalSession['flow']>;

const subscription = required(text());
const flowShape = {
  type: required(choice('customer_update', 'payment_method_update', 'subscription_cancel', 'subscription_update', 'subscription_update_confirm')),
  after_completion: object({
    type: required(choice('hosted_confirmation', 'portal_homepage', 'redirect')), redirect: object({ return_url: required(text()) }),
    hosted_confirmation: object({ custom_message: text(500) }),
  }),
  subscription_cancel: object({ subscription, retention: object({ type: required(choice('coupon_offer')), coupon_offer: required(object({ coupon: required(text()) })) }) }),
  subscription_update: object({ subscription }),
  subscription_update_confirm: object({
    subscription, items: required(array(required(object({ id: required(text()), price: text(), quantity: integer(0, 999_999) })), 1)),
    discounts: array(required(object({ coupon: text(), promotion_code: text() })), 1),
  }),
};
type SentFlow = Decoded<typeof flowShape>;
const locales = choice(
  'auto', 'bg', 'cs', 'da', 'de', 'el', 'en', 'en-AU', 'en-CA', 'en-GB', 'en-IE', 'en-IN', 'en-NZ', 'en-SG', 'es', 'es-419', 'et', 'fi', 'fil', 'fr', 'fr-CA', 'hr', 'hu',
  'id', 'it', 'ja', 'ko', 'lt', 'lv', 'ms', 'mt', 'nb', 'nl', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sk', 'sl', 'sv', 'th', 'tr', 'vi', 'zh', 'zh-HK', 'zh-TW',
);

const featureOf = {
  customer_update: 'customer_update', payment_method_update: 'payment_method_update', subscription_cancel: 'subscription_cancel',
  subscription_update: 'subscription_update', subscription_update_confirm: 'subscription_update',
} as const;
const details = ['subscription_cancel', 'subscription_update', 'subscription_update_confirm'] as const;

function checkSubscription({ store }: Sandbox, id: string, customer: string, param: string): void {
  const found = store.get('subscription', id);
  if (found?.customer !== customer) throw noSuch('subscription', id, param);
  if (isEnded(found)) throw invalidRequest(`The subscription ${id} has ended: it can be neither changed nor canceled.`, undefined, param);
  if (param.startsWith('flow_data[subscription_cancel]') && found.cancel_at !== null) {
    throw invalidRequest('This subscription is already set to be canceled.', undefined, param);
  }
}

/** The flow must be one that the configuration offers, with its own details and nobody else's. */
function checkFlow(sandbox: Sandbox, sent: SentFlow, customer: string, configuration: PortalConfiguration): void {
  const { features } = configuration;
  const feature = featureOf[sent.type];
  if (!features[feature].enabled) {
    throw invalidRequest(`This flow cannot be used because the ${feature.replace('_', ' ')} feature in the portal configuration is disabled.`, undefined, 'flow_data[type]');
  }
  for (const name of details) {
    if (name === sent.type && !sent[name]) throw invalidRequest(`Missing required param: flow_data[${name}].`, 'parameter_missing', `flow_data[${name}]`);
    if (name !== sent.type && sent[name]) throw invalidRequest(`\`${name}\` can only be used with its own flow type.`, undefined, `flow_data[${name}]`);
    const given = sent[name];
    if (given) checkSubscription(sandbox, given.subscription, customer, `flow_data[${name}][subscription]`);
  }
  const after = sent.after_completion;
  if (after?.type === 'redirect' && !after.redirect) throw invalidRequest('Missing required param: flow_data[after_completion][redirect].', 'parameter_missing', 'flow_data[after_completion][redirect]');
  checkWebUrl(after?.redirect?.return_url, 'flow_data[after_completion][redirect][return_url]');
  checkUpdate(sandbox, sent, configuration);
  const coupon = sent.subscription_cancel?.retention?.coupon_offer.coupon;
  if (coupon && !sandbox.store.get('coupon', coupon)) throw noSuch('coupon', coupon, 'flow_data[subscription_cancel][retention][coupon_offer][coupon]');
}

/** The portal changes subscriptions of one item only, to prices that the configuration offers. */
function checkUpdate({ store }: Sandbox, { subscription_update: update, subscription_update_confirm: confirm }: SentFlow, { features }: PortalConfiguration): void {
  const id = (update ?? confirm)?.subscription ?? '';
  const name = `flow_data[${update ? 'subscription_update' : 'subscription_update_confirm'}]`;
  if ((store.get('subscription', id)?.items.data.length ?? 1) > 1) {
    throw invalidRequest(`The subscription ${id} cannot be updated because it has multiple items.`, undefined, `${name}[subscription]`);
  }
  const offered = features.subscription_update.products?.flatMap(({ prices }) => prices) ?? [];
  for (const item of confirm?.items ?? []) {
    const isOwn = store.get('subscription', id)?.items.data.some(({ id }) => id === item.id);
    if (!isOwn) throw noSuch('subscription_item', item.id, 'flow_data[subscription_update_confirm][items][0][id]');
    if (item.price && !store.get('price', item.price)) throw noSuch('price', item.price, 'flow_data[subscription_update_confirm][items][0][price]');
    if (item.price && !offered.includes(item.price)) {
      throw invalidRequest(`The price ${item.price} is not among the products of the portal configuration.`, undefined, 'flow_data[subscription_update_confirm][items][0][price]');
    }
  }
}

const renderFlow = (sent: SentFlow): Flow => {
  const { after_completion: after, subscription_cancel: cancel, subscription_update_confirm: confirm } = sent;
  return {
    type: sent.type, customer_update: sent.type === 'customer_update' ? {} : null, subscription_pause: null,
    after_completion: {
      type: after?.type ?? 'portal_homepage', redirect: after?.redirect ?? null,
      hosted_confirmation: after?.hosted_confirmation ? { custom_message: after.hosted_confirmation.custom_message ?? null } : null,
    },
    subscription_cancel: cancel
      ? { subscription: cancel.subscription, retention: cancel.retention ? { type: 'coupon_offer', coupon_offer: { coupon: cancel.retention.coupon_offer.coupon } } : null }
      : null,
    subscription_update: sent.subscription_update ?? null,
    subscription_update_confirm: confirm
      ? {
          subscription: confirm.subscription,
          items: confirm.items.map(({ id, price, quantity }) => ({ id, price: price ?? null, ...(quantity === undefined ? {} : { quantity }) })),
          discounts: confirm.discounts?.map(({ coupon, promotion_code }) => ({ coupon: coupon ?? null, promotion_code: promotion_code ?? null })) ?? null,
        }
      : null,
  };
};

const noConfiguration =
  "You can't create a portal session in test mode until you save your customer portal settings in test mode, or pass a configuration that was made with the API.";
const noReturnUrl = 'Your PortalConfiguration does not have a `default_return_url`, and you did not provide a `return_url`.';

const create = endpoint('POST', '/v1/billing_portal/sessions', {
  customer: required(text()), configuration: text(), return_url: text(), locale: locales, flow_data: object(flowShape, ['subscription_pause']),
}, ({ sandbox, params }) => {
  const { store, clock, ids, publicUrl } = sandbox;
  const customer = findCustomer(sandbox, params.customer, 'customer');
  const fallback = store.all('billing_portal.configuration').find((one) => one.is_default && one.active);
  const configuration = params.configuration ? findConfiguration(sandbox, params.configuration, 'configuration') : fallback;
  if (!configuration) throw invalidRequest(noConfiguration);
  if (!configuration.active) throw invalidRequest(`The configuration ${configuration.id} is not active.`, undefined, 'configuration');
  const returnUrl = params.return_url ?? configuration.default_return_url;
  if (!returnUrl) throw invalidRequest(noReturnUrl);
  checkWebUrl(returnUrl, 'return_url');
  if (params.flow_data) checkFlow(sandbox, params.flow_data, customer.id, configuration);
  const id = ids.next('bps');
  return store.transition('billing_portal.session', {
    id, object: 'billing_portal.session', configuration: configuration.id, created: clock.now(), customer: customer.id, customer_account: null,
    flow: params.flow_data ? renderFlow(params.flow_data) : null, livemode: false, locale: params.locale ?? null, on_behalf_of: null, return_url: returnUrl,
    url: `${publicUrl}/p/session/${id}`,
  });
}, ['after_expiration', 'customer_account', 'on_behalf_of']);

export const portalSessionEndpoints = [create];
