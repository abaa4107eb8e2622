import { onlyKnown, refuse } from './integration-error.mjs';

const elementOptions = ['defaultValues', 'business', 'paymentMethodOrder', 'fields', 'readOnly', 'terms', 'wallets', 'walletOptions', 'layout', 'applePay'];
const events = [
  'ready', 'change', 'focus', 'blur', 'escape', 'loaderror', 'loaderstart', 'click', 'confirm', 'cancel', 'carddetailschange', 'networkschange', 'savedpaymentmethodupdate',
  'savedpaymentmethodremove', 'availablepaymentmethodschange', 'shippingaddresschange', 'shippingratechange',
];
const isDark = (appearance) => appearance?.theme === 'night';
let frames = 0;

/** The PaymentElement: a frame of the sandbox's own in which the card is typed. The page around it never sees the number. */
export class PaymentElement {
  constructor(stripe, group, options) {
    onlyKnown(options, elementOptions, 'elements.create("payment")');
    Object.assign(this, { _stripe: stripe, _group: group, _options: options ?? {}, _handlers: new Map(), _waiting: new Map(), _frame: null, _isDestroyed: false, _isReady: false });
    this._id = `sandbox-element-${(frames += 1)}`;
    this._onMessage = (event) => this._receive(event);
  }

  on(type, handler) {
    if (!events.includes(type)) refuse(`"${type}" is not an event of the payment element.`);
    if (typeof handler !== 'function') refuse('The event handler must be a function.');
    this._handlers.set(type, [...(this._handlers.get(type) ?? []), handler]);
    return this;
  }

  once(type, handler) {
    const first = (event) => {
      this.off(type, first);
      handler(event);
    };
    return this.on(type, first);
  }

  off(type, handler) {
    this._handlers.set(type, handler ? (this._handlers.get(type) ?? []).filter((one) => one !== handler) : []);
    return this;
  }

  mount(target) {
    if (this._isDestroyed) refuse('This Element has already been destroyed. Please create a new one.');
    const place = typeof target === 'string' ? document.querySelector(target) : target;
    if (!(place instanceof HTMLElement)) refuse('The selector you specified applies to no DOM elements that are currently on the page.');
    if (this._frame?.parentNode === place) return;
    this.unmount();
    const frame = document.createElement('iframe');
    const link = new URLSearchParams({ origin: window.location.origin, id: this._id, key: this._stripe.key });
    frame.title = 'Secure payment input frame';
    frame.name = `__privateStripeFrame${this._id.slice('sandbox-element-'.length)}`;
    frame.src = `${this._stripe.origin}/elements/card#${link}`;
    const colorScheme = isDark(this._group.appearance) ? 'dark' : 'light';
    Object.assign(frame.style, { display: 'block', width: '100%', height: '300px', border: '0', background: 'transparent', colorScheme });
    window.addEventListener('message', this._onMessage);
    this._frame = frame;
    this._isReady = false;
    place.replaceChildren(frame);
    queueMicrotask(() => this._emit('loaderstart'));
    frame.addEventListener('error', () => this._emit('loaderror', { error: { type: 'api_connection_error', message: 'The payment form could not be loaded.' } }));
  }

  unmount() {
    window.removeEventListener('message', this._onMessage);
    this._frame?.remove();
    this._frame = null;
    for (const settle of this._waiting.values()) settle({ error: { type: 'validation_error', code: 'element_unmounted', message: 'The payment form is no longer on the page.' } });
    this._waiting.clear();
  }

  destroy() {
    if (this._isDestroyed) refuse('This Element has already been destroyed.');
    this.unmount();
    this._isDestroyed = true;
    this._group.forget(this);
  }

  update(options) {
    onlyKnown(options, elementOptions, 'element.update');
    this._options = { ...this._options, ...options };
    this._sendOptions();
    return this;
  }

  focus() {
    this._frame?.focus();
    this._tell({ type: 'focus' });
  }

  blur() {
    this._tell({ type: 'blur' });
  }

  clear() {
    this._tell({ type: 'clear' });
  }

  collapse() {
    return this;
  }

  /** `{ error }` or nothing; shows the problems in the form. */
  _validate() {
    return this._ask({ type: 'validate' });
  }

  /** `{ paymentMethod }` or `{ error }`. */
  _createPaymentMethod(billingDetails) {
    return this._ask({ type: 'create', billingDetails });
  }

  _sendOptions() {
    if (this._frame) this._frame.style.colorScheme = isDark(this._group.appearance) ? 'dark' : 'light';
    const { fields, defaultValues, readOnly } = this._options;
    this._tell({ type: 'options', options: JSON.parse(JSON.stringify({ appearance: this._group.appearance, fields, defaultValues, readOnly })) });
  }

  _tell(message) {
    if (this._isReady) this._frame?.contentWindow?.postMessage({ source: 'stripe-sandbox', id: this._id, ...message }, this._stripe.origin);
  }

  _ask(message) {
    if (!this._frame || !this._isReady) return Promise.resolve({ error: { type: 'validation_error', code: 'element_not_ready', message: 'The payment form is still loading. Try again in a moment.' } });
    const request = `${this._id}-${this._waiting.size}-${performance.now()}`;
    return new Promise((resolve) => {
      this._waiting.set(request, resolve);
      this._tell({ ...message, request });
    });
  }

  _emit(type, more = {}) {
    for (const handler of this._handlers.get(type) ?? []) handler({ elementType: 'payment', ...more });
  }

  _receive({ source, origin, data }) {
    if (source !== this._frame?.contentWindow || origin !== this._stripe.origin || data?.source !== 'stripe-sandbox' || data.id !== this._id) return;
    if (data.type === 'ready') {
      this._isReady = true;
      this._sendOptions();
      this._emit('ready');
    } else if (data.type === 'height') {
      this._frame.style.height = `${data.height}px`;
    } else if (data.type === 'answer') {
      this._waiting.get(data.request)?.({ ...(data.error ? { error: data.error } : {}), ...(data.paymentMethod ? { paymentMethod: data.paymentMethod } : {}) });
      this._waiting.delete(data.request);
    } else if (data.type === 'change') {
      const value = { type: 'card', billingDetails: { address: data.address } };
      this._emit('change', { empty: data.empty, complete: data.complete, collapsed: false, value });
      this._emit('carddetailschange', { loading: false, details: { brands: data.brand === 'unknown' ? null : [data.brand], funding: null } });
    } else {
      this._emit(data.type);
    }
  }
}
