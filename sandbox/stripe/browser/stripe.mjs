import { callApi } from './call-api.mjs';
import { showChallenge } from './challenge.mjs';
import { Elements } from './elements.mjs';
import { onlyKnown, refuse } from './integration-error.mjs';

const origin = new URL(document.currentScript.src).origin;

const kinds = {
  setup: { object: 'setup_intent', path: '/v1/setup_intents', field: 'setupIntent', lastError: 'last_setup_error', prefix: 'seti_' },
  payment: { object: 'payment_intent', path: '/v1/payment_intents', field: 'paymentIntent', lastError: 'last_payment_error', prefix: 'pi_' },
};
const confirmOptions = ['elements', 'clientSecret', 'confirmParams', 'redirect'];
const confirmParams = ['return_url', 'payment_method', 'payment_method_data'];

/** What `window.Stripe(key)` answers: the part of Stripe.js that a PaymentElement, a confirmation and a challenge need. */
class StripeStandIn {
  constructor(key) {
    this.key = key;
    this.origin = origin;
  }

  elements(options) {
    return new Elements(this, options);
  }

  confirmSetup(options) {
    return this._confirm(kinds.setup, options);
  }

  confirmPayment(options) {
    return this._confirm(kinds.payment, options);
  }

  confirmCardSetup(clientSecret, data = {}) {
    return this._confirmCard(kinds.setup, clientSecret, data);
  }

  confirmCardPayment(clientSecret, data = {}) {
    return this._confirmCard(kinds.payment, clientSecret, data);
  }

  retrieveSetupIntent(clientSecret) {
    return this._retrieve(kinds.setup, clientSecret);
  }

  retrievePaymentIntent(clientSecret) {
    return this._retrieve(kinds.payment, clientSecret);
  }

  async handleNextAction({ clientSecret } = {}) {
    const kind = typeof clientSecret === 'string' && clientSecret.startsWith(kinds.setup.prefix) ? kinds.setup : kinds.payment;
    return this._finish(kind, clientSecret, await this._retrieve(kind, clientSecret));
  }

  async createPaymentMethod(options = {}) {
    onlyKnown(options, ['elements', 'params'], 'stripe.createPaymentMethod');
    const element = options.elements?.getElement('payment');
    if (!element) refuse('stripe.createPaymentMethod: the Stripe sandbox needs { elements } with a mounted payment element.');
    return element._createPaymentMethod(options.params?.billing_details);
  }

  createToken() {
    return refuse('The Stripe sandbox makes no tokens: use a payment element.');
  }

  registerAppInfo() {}

  _registerWrapper() {}

  async _confirm(kind, options = {}) {
    onlyKnown(options, confirmOptions, `stripe.confirm${kind === kinds.setup ? 'Setup' : 'Payment'}`);
    const { elements, confirmParams: params = {}, redirect = 'always' } = options;
    onlyKnown(params, confirmParams, 'confirmParams');
    const clientSecret = options.clientSecret ?? elements?.clientSecret;
    if (typeof clientSecret !== 'string' || !clientSecret.startsWith(kind.prefix)) refuse(`A ${kind.object} client secret is missing: pass clientSecret, or elements made with one.`);
    if (redirect !== 'if_required' && !params.return_url) refuse('confirmParams.return_url is required, or pass redirect: "if_required".');
    const method = await this._methodFor(elements, params);
    if (method.error) return { error: method.error };
    const answer = method.id || (await this._isUnpaid(kind, clientSecret)) ? await this._post(kind, clientSecret, method.id) : await this._retrieve(kind, clientSecret);
    const finished = await this._finish(kind, clientSecret, answer);
    if (finished.error || redirect === 'if_required') return finished;
    return this._leave(kind, finished[kind.field], params.return_url);
  }

  /** Without elements and without a card, an intent that waits for its challenge only needs the challenge. */
  async _isUnpaid(kind, clientSecret) {
    const found = await this._retrieve(kind, clientSecret);
    return found.error === undefined && found[kind.field].status !== 'requires_action';
  }

  async _methodFor(elements, params) {
    if (!elements) return { id: params.payment_method };
    const element = elements.getElement('payment');
    if (!element) refuse('These elements have no mounted payment element.');
    if (!elements.clientSecret && !elements._isSubmitted) refuse('elements.submit() must be called before the confirmation.');
    const made = await element._createPaymentMethod(params.payment_method_data?.billing_details);
    return made.error ? { error: made.error } : { id: made.paymentMethod.id };
  }

  async _confirmCard(kind, clientSecret, data) {
    onlyKnown(data, ['payment_method'], 'confirmCard');
    if (data.payment_method !== undefined && typeof data.payment_method !== 'string') refuse('The Stripe sandbox takes the id of a payment method here.');
    return this._confirm(kind, { clientSecret, redirect: 'if_required', confirmParams: data.payment_method ? { payment_method: data.payment_method } : {} });
  }

  _pathOf(kind, clientSecret) {
    if (typeof clientSecret !== 'string' || !/^\w+_secret_\w+$/.test(clientSecret)) refuse('Invalid client secret.');
    return `${kind.path}/${clientSecret.split('_secret_')[0]}`;
  }

  async _retrieve(kind, clientSecret) {
    const found = await callApi(this, 'GET', this._pathOf(kind, clientSecret), { client_secret: clientSecret });
    return found.error ? { error: found.error } : { [kind.field]: found };
  }

  async _post(kind, clientSecret, method) {
    const answer = await callApi(this, 'POST', `${this._pathOf(kind, clientSecret)}/confirm`, { client_secret: clientSecret, payment_method: method, use_stripe_sdk: true });
    return answer.error ? { error: answer.error } : { [kind.field]: answer };
  }

  /** Shows the challenge when the intent waits for one, and answers how it ended; one that has a page of its own is gone to. */
  async _finish(kind, clientSecret, answer) {
    if (answer.error) return answer;
    const { next_action: action, status } = answer[kind.field];
    if (status !== 'requires_action') return answer;
    if (action.redirect_to_url) return this._goTo(action.redirect_to_url.url);
    await showChallenge(origin, action.use_stripe_sdk?.stripe_js);
    const after = await this._retrieve(kind, clientSecret);
    const failure = after[kind.field]?.status === 'requires_payment_method' ? after[kind.field][kind.lastError] : null;
    return failure ? { error: { ...failure, [kind.object]: after[kind.field] } } : after;
  }

  _leave(kind, intent, returnUrl) {
    const target = new URL(returnUrl, window.location.href);
    target.searchParams.set(kind.object, intent.id);
    target.searchParams.set(`${kind.object}_client_secret`, intent.client_secret);
    target.searchParams.set('redirect_status', intent.status === 'succeeded' ? 'succeeded' : 'failed');
    return this._goTo(target.href);
  }

  /** The page is left: what waits for an answer never gets one. */
  _goTo(url) {
    window.location.assign(url);
    return new Promise(() => {});
  }
}

const Stripe = (key, options = {}) => {
  if (typeof key !== 'string' || !/^pk_test_\w+$/.test(key)) refuse('The Stripe sandbox takes publishable test keys only (pk_test_…).');
  onlyKnown(options, ['locale', 'apiVersion', 'betas', 'stripeAccount', 'developerTools', 'advancedFraudSignals'], 'Stripe()');
  return new StripeStandIn(key);
};
Stripe.version = 'endive';
window.Stripe = Stripe;
