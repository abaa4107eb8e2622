import { onlyKnown, refuse } from './integration-error.mjs';
import { PaymentElement } from './payment-element.mjs';

const groupOptions = [
  'clientSecret', 'mode', 'currency', 'amount', 'setupFutureUsage', 'setup_future_usage', 'captureMethod', 'capture_method', 'appearance', 'fonts', 'locale', 'loader',
  'paymentMethodCreation', 'allowedPaymentMethodTypes', 'excludedPaymentMethodTypes',
];

function checkOptions(options) {
  if (options && 'paymentMethodTypes' in options) refuse('paymentMethodTypes is no longer supported. Leave it out, or use allowedPaymentMethodTypes.');
  onlyKnown(options, groupOptions, 'stripe.elements()');
  if (options.clientSecret && options.mode) refuse('stripe.elements(): pass either a clientSecret or a mode.');
  if (options.clientSecret && !/^(seti|pi)_\w+_secret_\w+$/.test(options.clientSecret)) refuse('Invalid value for elements(): clientSecret should be a client secret of the form ${id}_secret_${secret}.');
}

/** `stripe.elements()`: the group that holds one PaymentElement and what it shares with the intent. */
export class Elements {
  constructor(stripe, options = {}) {
    checkOptions(options);
    this._stripe = stripe;
    this._options = options;
    this._element = null;
    this._isSubmitted = false;
  }

  get appearance() {
    return this._options.appearance;
  }

  get clientSecret() {
    return this._options.clientSecret ?? null;
  }

  create(type, options) {
    if (type !== 'payment') refuse(`The Stripe sandbox has no "${type}" element. It has "payment".`);
    if (this._element) refuse('Can only create one Element of type payment.');
    this._element = new PaymentElement(this._stripe, this, options);
    return this._element;
  }

  forget(element) {
    if (this._element === element) this._element = null;
  }

  getElement(type) {
    const name = typeof type === 'string' ? type : type?.__elementType;
    return name === 'payment' || name === undefined ? this._element : null;
  }

  update(options = {}) {
    checkOptions({ ...this._options, ...options });
    this._options = { ...this._options, ...options };
    this._element?._sendOptions();
  }

  fetchUpdates() {
    return Promise.resolve({});
  }

  async submit() {
    if (!this._element) refuse('elements.submit() needs a mounted payment element.');
    const { error } = await this._element._validate();
    if (error) return { error };
    this._isSubmitted = true;
    return { selectedPaymentMethod: 'card' };
  }
}
