import { callOwnApi, type Params } from '@/sandbox/stripe/http/own-api';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import { countries } from './countries';
import { html, type Html } from './html';
import { layout } from './layout';
import type { Step } from './portal-flow';
import type { Portal } from './portal-home';

const parts = ['line1', 'line2', 'postal_code', 'city', 'state', 'country'] as const;
type Typed = Record<'name' | 'email' | 'phone' | (typeof parts)[number], string>;

const current = ({ customer: { name, email, phone, address } }: Portal): Typed => ({
  name: name ?? '', email: email ?? '', phone: phone ?? '', line1: address?.line1 ?? '', line2: address?.line2 ?? '', postal_code: address?.postal_code ?? '',
  city: address?.city ?? '', state: address?.state ?? '', country: address?.country ?? '',
});

const input = (name: string, label: string, value: string, autocomplete: string, type = 'text'): Html =>
  html`<label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${value}" maxlength="200">`;

const taxTypes = [['eu_vat', 'EU VAT'], ['gb_vat', 'UK VAT'], ['us_ein', 'US EIN'], ['ch_vat', 'Swiss VAT'], ['ci_vat', 'Ivory Coast VAT'], ['sn_ninea', 'Senegal NINEA']] as const;

const addressFields = (typed: Typed): Html =>
  html`<label for="country">Country</label><select id="country" name="country" autocomplete="country"><option value="">Choose…</option>${countries.map(({ code, name }) => html`<option value="${code}"${code === typed.country && html` selected`}>${name}</option>`)}</select>
    ${input('line1', 'Address', typed.line1, 'address-line1')}${input('line2', 'Address, second line', typed.line2, 'address-line2')}
    <div class="pair"><div>${input('postal_code', 'Postal code', typed.postal_code, 'postal-code')}</div><div>${input('city', 'City', typed.city, 'address-level2')}</div></div>
    ${input('state', 'State or region', typed.state, 'address-level1')}`;

const taxField: Html = html`<label for="tax_type">Tax ID</label><div class="pair"><select id="tax_type" name="tax_type"><option value="">None to add</option>${taxTypes.map(([type, label]) => html`<option value="${type}">${label}</option>`)}</select>
  <input name="tax_value" aria-label="Tax ID number" maxlength="60"></div>`;

function page(portal: Portal, typed: Typed, error?: string): Answer {
  const { sandbox, session, path, configuration } = portal;
  const allowed = new Set<string>(configuration.features.customer_update.allowed_updates);
  return layout({
    title: `Billing information · ${sandbox.name}`, leadsTo: [session.return_url, session.flow?.after_completion.redirect?.return_url ?? null],
    body: html`<div class="narrow"><p><a href="${path}/home">← Back</a></p><form class="card" method="post" action="${path}/billing"><h1>Billing information</h1>
      ${error && html`<p class="error" role="alert">${error}</p>`}${allowed.has('name') && input('name', 'Name', typed.name, 'name')}
      ${allowed.has('email') && input('email', 'Email', typed.email, 'email', 'email')}${allowed.has('phone') && input('phone', 'Phone', typed.phone, 'tel', 'tel')}
      ${allowed.has('address') && addressFields(typed)}${allowed.has('tax_id') && taxField}<button type="submit">Save</button></form></div>`,
  });
}

/** Only what the configuration allows is read from the form. */
function save({ sandbox, customer, configuration }: Portal, typed: Typed, tax: { type: string; value: string }): void {
  const allowed = new Set<string>(configuration.features.customer_update.allowed_updates);
  const change: Params = {};
  for (const key of ['name', 'email', 'phone'] as const) if (allowed.has(key)) change[key] = typed[key];
  if (allowed.has('address')) change.address = Object.fromEntries(parts.map((part) => [part, typed[part]]));
  sandbox.store.atomically(() => {
    callOwnApi(sandbox, 'POST', `/v1/customers/${customer.id}`, change);
    if (allowed.has('tax_id') && tax.type && tax.value) callOwnApi(sandbox, 'POST', `/v1/customers/${customer.id}/tax_ids`, { type: tax.type, value: tax.value });
  });
}

export const billingStep: Step = (portal, method, _subject, _url, form) => {
  const before = current(portal);
  if (method === 'GET') return page(portal, before);
  const field = (key: string): string => (form.get(key) ?? '').trim().slice(0, 200);
  const typed = Object.fromEntries(Object.keys(before).map((key) => [key, field(key)])) as Typed;
  try {
    save(portal, typed, { type: field('tax_type'), value: field('tax_value') });
    return { done: 'billing' };
  } catch (error) {
    if (error instanceof StripeError) return page(portal, typed, error.message);
    throw error;
  }
};
