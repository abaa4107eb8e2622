import { callApi } from './call-api.mjs';
import { brand, cardOf, format, problemsOf } from './card-format.mjs';

const field = (name) => document.querySelector(`[name="${name}"]`);
const names = ['number', 'expiry', 'cvc'];
const inputs = Object.fromEntries(names.map((name) => [name, field(name)]));
const country = field('country');
const postalCode = field('postalCode');
const { testNumbers, now } = JSON.parse(document.getElementById('setup').textContent);
const accountTime = () => new Date(now * 1000);

const link = new URLSearchParams(location.hash.slice(1));
const parentOrigin = link.get('origin');
const id = link.get('id');
const key = link.get('key');
const shown = { country: true, postalCode: true };
let touched = new Set();

const tell = (message) => window.parent.postMessage({ source: 'stripe-sandbox', id, ...message }, parentOrigin);
const typed = () => Object.fromEntries(names.map((name) => [name, inputs[name].value]));
const problems = () => problemsOf(typed(), testNumbers, accountTime());
const firstProblem = () => Object.values(problems()).find(Boolean) ?? null;

const showProblems = () => {
  for (const [name, problem] of Object.entries(problems())) {
    const visible = problem && touched.has(name) && inputs[name].value !== '';
    const line = document.getElementById(`${name}-error`);
    line.textContent = visible || (problem && touched.has('all')) ? problem.message : '';
    inputs[name].toggleAttribute('aria-invalid', line.textContent !== '');
    if (line.textContent !== '') inputs[name].setAttribute('aria-invalid', 'true');
  }
};

const withPostalCode = ['US', 'CA', 'GB'];
const showCountry = () => {
  document.getElementById('country-field').hidden = !shown.country;
  document.getElementById('postal-field').hidden = !shown.postalCode || !withPostalCode.includes(country.value);
  document.querySelector('label[for="postalCode"]').textContent = country.value === 'US' ? 'ZIP code' : 'Postal code';
};

const details = () => ({ country: shown.country ? country.value : null, postalCode: postalCode.value || null });
const tellChange = () =>
  tell({ type: 'change', empty: names.every((name) => inputs[name].value === ''), complete: firstProblem() === null, brand: brand(inputs.number.value), address: details() });

/** Formats while typing and keeps the caret behind the same digit. */
const reformat = (name) => {
  const input = inputs[name];
  const before = input.value.slice(0, input.selectionStart ?? input.value.length).replace(/\D/g, '').length;
  const isAtEnd = input.selectionStart === input.value.length;
  const next = format[name](input.value, inputs.number.value);
  if (next === input.value) return;
  input.value = next;
  if (isAtEnd || document.activeElement !== input) return;
  let at = 0;
  for (let seen = 0; at < next.length && seen < before; at += 1) if (/\d/.test(next[at])) seen += 1;
  input.setSelectionRange(at, at);
};

const isErasing = (event) => typeof event.inputType === 'string' && event.inputType.startsWith('delete');

for (const name of names) {
  inputs[name].addEventListener('input', (event) => {
    if (!isErasing(event)) reformat(name);
    touched.delete('all');
    showProblems();
    tellChange();
  });
  inputs[name].addEventListener('blur', () => {
    reformat(name);
    touched.add(name);
    showProblems();
  });
}
country.addEventListener('change', () => {
  showCountry();
  tellChange();
});
postalCode.addEventListener('input', tellChange);
document.addEventListener('focusin', () => tell({ type: 'focus' }));
document.addEventListener('focusout', () => tell({ type: 'blur' }));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tell({ type: 'escape' });
});

const fill = (number) => {
  inputs.number.value = format.number(number);
  if (!inputs.expiry.value) inputs.expiry.value = '12 / 34';
  inputs.cvc.value = brand(number) === 'amex' ? '1234' : '123';
  touched = new Set(names);
  showProblems();
  tellChange();
};
for (const button of document.querySelectorAll('button[data-card]')) button.addEventListener('click', () => fill(button.dataset.card));

const variables = { colorPrimary: '--accent', colorBackground: '--surface', colorText: '--text', colorTextSecondary: '--muted', colorDanger: '--danger', borderRadius: '--radius', fontFamily: '--font', fontSizeBase: '--size' };
const isPlain = (value) => typeof value === 'string' && /^[\w#%.,()\s"'-]{1,200}$/.test(value) && !/url\s*\(/i.test(value);

const applyAppearance = (appearance = {}) => {
  const root = document.documentElement;
  root.dataset.theme = appearance.theme ?? 'stripe';
  for (const [name, property] of Object.entries(variables)) {
    const value = appearance.variables?.[name];
    if (isPlain(value)) root.style.setProperty(property, value);
    else root.style.removeProperty(property);
  }
};

const applyOptions = ({ appearance, fields = {}, defaultValues, readOnly = false }) => {
  applyAppearance(appearance);
  const address = fields.billingDetails === 'never' ? 'never' : fields.billingDetails?.address;
  shown.country = address !== 'never' && address?.country !== 'never';
  shown.postalCode = address !== 'never' && address?.postalCode !== 'never';
  const given = defaultValues?.billingDetails?.address;
  if (given?.country && [...country.options].some((one) => one.value === given.country)) country.value = given.country;
  if (given?.postal_code && !postalCode.value) postalCode.value = given.postal_code;
  for (const control of [...Object.values(inputs), country, postalCode]) control.disabled = readOnly;
  showCountry();
};

const validate = () => {
  touched.add('all');
  showProblems();
  const problem = firstProblem();
  if (problem) names.map((name) => inputs[name]).find((input) => input.hasAttribute('aria-invalid'))?.focus();
  return problem;
};

const create = async (billingDetails) => {
  const address = { ...(shown.country ? { country: country.value } : {}), ...(postalCode.value && shown.postalCode ? { postal_code: postalCode.value } : {}), ...billingDetails?.address };
  return callApi({ origin: location.origin, key }, 'POST', '/v1/payment_methods', { type: 'card', card: cardOf(typed()), billing_details: { ...billingDetails, address } });
};

const clear = () => {
  for (const name of names) inputs[name].value = '';
  touched = new Set();
  showProblems();
  tellChange();
};

const answers = {
  options: ({ options }) => applyOptions(options),
  focus: () => inputs.number.focus(),
  blur: () => document.activeElement?.blur(),
  clear,
  validate: ({ request }) => tell({ type: 'answer', request, error: validate() }),
  create: async ({ request, billingDetails }) => {
    const problem = validate();
    const made = problem ? { error: problem } : await create(billingDetails);
    tell(made.error ? { type: 'answer', request, error: made.error } : { type: 'answer', request, paymentMethod: made });
  },
};

window.addEventListener('message', ({ source, origin, data }) => {
  if (source === window.parent && origin === parentOrigin && data?.source === 'stripe-sandbox' && data.id === id) answers[data.type]?.(data);
});
new ResizeObserver(() => tell({ type: 'height', height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);
showCountry();
tell({ type: 'ready' });
