import { findTestCard, type TestCard } from '@/sandbox/stripe/billing/test-cards';
import { cardError } from '@/sandbox/stripe/http/card-error';
import { endpoint, forBrowsers } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { choice, clearable, integer, mergeMetadata, metadata, object, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { addressField, renderAddress } from './address';

type PaymentMethod = ApiRecords['payment_method'];
type BillingDetails = PaymentMethod['billing_details'];

const noDetails: BillingDetails = { address: null, email: null, name: null, phone: null, tax_id: null };

/** By id or by `pm_card_…`, which makes a new card each time. */
export function findPaymentMethod(sandbox: Sandbox, id: string, param = 'id'): PaymentMethod {
  const found = sandbox.store.get('payment_method', id);
  if (found) return found;
  const card = findTestCard(id);
  if (card?.token !== id) throw noSuch('PaymentMethod', id, param);
  return createPaymentMethod(sandbox, card, {});
}

interface CardDetails {
  expMonth?: number;
  expYear?: number;
  cvc?: string;
}

const invalidCard = (code: string, param: string, message: string): Error => cardError({ code, declineCode: '', message }, { param });

function checkMonth(month = 12): number {
  if (month < 1 || month > 12) throw invalidCard('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.");
  return month;
}

/** What the network can see without asking the bank; only what was given is looked at. */
export function checkCardDetails({ clock }: Sandbox, { expMonth, expYear, cvc }: CardDetails): void {
  const today = new Date(clock.now() * 1000);
  const month = checkMonth(expMonth);
  if (expYear !== undefined && expYear * 12 + month < today.getUTCFullYear() * 12 + today.getUTCMonth() + 1) {
    throw invalidCard('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.");
  }
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) throw invalidCard('invalid_cvc', 'cvc', "Your card's security code is invalid.");
}

interface NewCard extends CardDetails {
  billingDetails?: Partial<BillingDetails>;
  metadata?: Record<string, string>;
}

export function createPaymentMethod(sandbox: Sandbox, card: TestCard, given: NewCard): PaymentMethod {
  const { store, clock, ids } = sandbox;
  checkCardDetails(sandbox, given);
  const id = ids.next('pm');
  const year = new Date(clock.now() * 1000).getUTCFullYear();
  store.save('card_number', { id, number: card.number });
  return store.transition('payment_method', {
    id, object: 'payment_method', allow_redisplay: 'unspecified', billing_details: { ...noDetails, ...given.billingDetails },
    card: {
      brand: card.brand, checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' }, country: 'US', display_brand: card.brand,
      exp_month: given.expMonth ?? 12, exp_year: given.expYear ?? year + 4, fingerprint: fingerprint(card.number), funding: 'credit', generated_from: null,
      last4: card.number.slice(-4), networks: { available: [card.brand], preferred: null }, regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true }, wallet: null,
    },
    created: clock.now(), customer: null, customer_account: null, livemode: false, metadata: given.metadata ?? {}, type: 'card',
  });
}

/** The same for the same number, as Stripe's is. */
const fingerprint = (number: string): string => BigInt(number).toString(36).toUpperCase().padStart(16, 'F');

export function cardOf({ store }: Sandbox, paymentMethod: string): TestCard {
  const card = findTestCard(store.get('card_number', paymentMethod)?.number ?? '');
  if (!card) throw noSuch('PaymentMethod', paymentMethod);
  return card;
}

export const paymentMethodsOf = ({ store }: Sandbox, customer: string): PaymentMethod[] =>
  newestFirst(store.all('payment_method')).filter((method) => method.customer === customer);

export function attachPaymentMethod(sandbox: Sandbox, id: string, customer: string): PaymentMethod {
  const method = findPaymentMethod(sandbox, id, 'payment_method');
  if (method.customer === customer) return method;
  if (method.customer) throw invalidRequest('The payment method you provided has already been attached to a customer.', 'payment_method_unexpected_state');
  const { decline } = cardOf(sandbox, method.id);
  if (decline) throw cardError(decline);
  return sandbox.store.transition('payment_method', { ...method, customer }, ['payment_method.attached'], 'only-also');
}

const year = integer(0, 9999);
const month = integer();
const details = object({ address: addressField, email: clearable(text()), name: clearable(text()), phone: clearable(text()) }, ['tax_id']);
type SentDetails = { address?: Parameters<typeof renderAddress>[0]; email?: string | null; name?: string | null; phone?: string | null } | undefined;

const mergeDetails = (before: BillingDetails, sent: SentDetails): BillingDetails => ({
  ...before, address: sent?.address === undefined ? before.address : renderAddress(sent.address), email: sent?.email === undefined ? before.email : sent.email,
  name: sent?.name === undefined ? before.name : sent.name, phone: sent?.phone === undefined ? before.phone : sent.phone,
});

const create = endpoint('POST', '/v1/payment_methods', {
  type: required(choice('card')), card: required(object({ number: text(19), exp_month: month, exp_year: year, cvc: text(), token: text() })),
  billing_details: details, metadata: metadata(),
}, ({ sandbox, params }) => {
  const { number, token, exp_month, exp_year, cvc } = params.card;
  const card = findTestCard(number ?? token?.replace(/^tok_/, 'pm_card_') ?? '');
  if (!card) throw cardError({ code: 'incorrect_number', declineCode: '', message: 'Your card number is incorrect.' }, { param: 'number' });
  return createPaymentMethod(sandbox, card, {
    expMonth: exp_month, expYear: exp_year, cvc, billingDetails: mergeDetails(noDetails, params.billing_details), metadata: mergeMetadata({}, params.metadata),
  });
}, ['allow_redisplay', 'customer', 'payment_method', 'radar_options']);

const retrieve = endpoint('GET', '/v1/payment_methods/{id}', {}, ({ sandbox, id }) => findPaymentMethod(sandbox, id));

const update = endpoint('POST', '/v1/payment_methods/{id}', { billing_details: details, metadata: metadata(), card: object({ exp_month: month, exp_year: year }, ['networks']) }, ({ sandbox, id, params }) => {
  const before = findPaymentMethod(sandbox, id);
  checkMonth(params.card?.exp_month);
  const card = before.card && { ...before.card, exp_month: params.card?.exp_month ?? before.card.exp_month, exp_year: params.card?.exp_year ?? before.card.exp_year };
  return sandbox.store.transition('payment_method', {
    ...before, card, billing_details: mergeDetails(before.billing_details, params.billing_details), metadata: mergeMetadata(before.metadata, params.metadata),
  });
}, ['allow_redisplay', 'us_bank_account']);

const list = endpoint('GET', '/v1/payment_methods', { ...pagination, customer: text(), type: choice('card') }, ({ sandbox, params }) => {
  const rows = params.customer ? paymentMethodsOf(sandbox, params.customer) : [];
  return page(rows, '/v1/payment_methods', params);
}, ['allow_redisplay', 'customer_account']);

const attach = endpoint('POST', '/v1/payment_methods/{id}/attach', { customer: required(text()) }, ({ sandbox, id, params }) => {
  if (!sandbox.store.get('customer', params.customer)) throw noSuch('customer', params.customer, 'customer');
  return attachPaymentMethod(sandbox, id, params.customer);
}, ['customer_account']);

const detach = endpoint('POST', '/v1/payment_methods/{id}/detach', {}, ({ sandbox, id }) => {
  const { store } = sandbox;
  const method = findPaymentMethod(sandbox, id);
  if (!method.customer) {
    throw invalidRequest('The payment method you provided is not attached to a customer so detachment is impossible.', 'payment_method_unexpected_state');
  }
  const customer = store.get('customer', method.customer);
  const detached = store.transition('payment_method', { ...method, customer: null }, ['payment_method.detached'], 'only-also');
  if (customer?.invoice_settings.default_payment_method === id) {
    store.transition('customer', { ...customer, invoice_settings: { ...customer.invoice_settings, default_payment_method: null } });
  }
  for (const subscription of store.all('subscription')) {
    if (subscription.default_payment_method === id) store.transition('subscription', { ...subscription, default_payment_method: null });
  }
  return detached;
});

export const paymentMethodEndpoints = [forBrowsers('open', create), retrieve, update, list, attach, detach];
