import { checkoutTaxTypes } from '@/sandbox/stripe/billing/checkout-customer';
import { formatMoney } from '@/sandbox/stripe/billing/money';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import { chargeNow, checkoutFigures, collectsCard, redemptionFor } from '@/sandbox/stripe/resources/checkout-figures';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { CheckoutPlan } from '@/sandbox/stripe/store/collections';
import { cardFields, formScript, invalid, testCardList } from './card-fields';
import type { Typed } from './checkout-form';
import { offerOf, summary } from './checkout-summary';
import { countries } from './countries';
import { html, type Html } from './html';
import { layout, notice } from './layout';

export interface Shown {
  typed: Typed;
  error?: { message: string; field?: string };
  /** About the promotion code that was typed. */
  codeProblem?: string;
}

const field = (name: keyof Typed, label: string, autocomplete: string, { typed, error }: Shown): Html =>
  html`<div><label for="${name}">${label}</label><input id="${name}" name="${name}" autocomplete="${autocomplete}" value="${typed[name]}" maxlength="200"${invalid(error?.field, name)}></div>`;

const addressFields = (shown: Shown): Html =>
  html`${field('line1', 'Address', 'billing address-line1', shown)}<div class="pair">${field('postal_code', 'Postal code', 'billing postal-code', shown)}${field('city', 'City', 'billing address-level2', shown)}</div>`;

const taxLabels: Record<(typeof checkoutTaxTypes)[number], string> = { eu_vat: 'EU VAT', gb_vat: 'UK VAT', us_ein: 'US EIN', ch_vat: 'Swiss VAT' };
const taxFields = (shown: Shown): Html =>
  html`<details${(shown.typed.tax_value !== '' || shown.error?.field === 'tax_value') && html` open`}><summary>I'm purchasing as a business</summary>${field('business', 'Business name', 'organization', shown)}
    <label for="tax_type">Tax ID</label><div class="pair"><select id="tax_type" name="tax_type">${checkoutTaxTypes.map((type) => html`<option value="${type}"${type === shown.typed.tax_type && html` selected`}>${taxLabels[type]}</option>`)}</select>
    <input name="tax_value" aria-label="Tax ID number" value="${shown.typed.tax_value}" maxlength="60"${invalid(shown.error?.field, 'tax_value')}></div></details>`;

/** What the page says a payment costs, now and later: another tab may have changed it by the time it is sent. */
export const shownAmount = (sandbox: Sandbox, session: CheckoutSession): string => {
  const plan = sandbox.store.get('checkout_plan', session.id);
  const figures = plan && checkoutFigures(sandbox, plan, session.customer);
  return figures ? `${figures.charge}/${figures.total}` : '';
};
const amountField = (sandbox: Sandbox, session: CheckoutSession): Html => html`<input type="hidden" name="amount" value="${shownAmount(sandbox, session)}">`;

function payForm(sandbox: Sandbox, session: CheckoutSession, shown: Shown, button: string): Html {
  const { typed, error } = shown;
  const known = session.customer_details?.email ?? null;
  const asksCard = collectsCard(sandbox, session);
  const option = ({ code, name }: { code: string; name: string }): Html => html`<option value="${code}"${code === (typed.country || 'US') && html` selected`}>${name}</option>`;
  return html`<form class="card" method="post" action="/c/pay/${session.id}" novalidate data-once>
    <h2>${asksCard ? 'Pay with card' : 'Your details'}</h2>${error && html`<p class="error" id="error" role="alert">${error.message}</p>`}
    <label for="email">Email</label><input id="email" name="email" type="email" autocomplete="email" required value="${known ?? typed.email}"${known && html` readonly`}${invalid(error?.field, 'email')}>
    ${asksCard && cardFields(typed, error?.field)}
    ${field('name', asksCard ? 'Name on card' : 'Name', asksCard ? 'cc-name' : 'name', shown)}
    <label for="country">Country</label><select id="country" name="country" autocomplete="country">${countries.map(option)}</select>
    ${session.billing_address_collection === 'required' && addressFields(shown)}${session.tax_id_collection?.enabled && taxFields(shown)}
    ${amountField(sandbox, session)}<button type="submit">${button}</button>
    ${session.mode === 'subscription' && html`<p class="muted">Renews until cancelled. Nothing real is charged: this is a test sandbox.</p>`}</form>`;
}

/** Why the discount that is on the order cannot be had any more. */
function discountProblem(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan): string | null {
  try {
    redemptionFor(sandbox, plan, session.customer);
    return null;
  } catch (error) {
    if (error instanceof StripeError) return error.message;
    throw error;
  }
}

/** The page a customer pays on. Works without scripts. */
export function checkoutPage(sandbox: Sandbox, session: CheckoutSession, shown: Shown): Answer {
  const plan = sandbox.store.get('checkout_plan', session.id);
  if (!plan) return notice('Nothing to pay here', 'This payment link does not exist. Go back to the shop and start again.', null, 404);
  const offer = offerOf(sandbox, session, plan);
  return layout({
    title: `${offer.button} · ${sandbox.name}`, script: formScript, leadsTo: [session.success_url, session.cancel_url],
    body: html`<div class="columns"><div>${summary(sandbox, session, plan, offer, shown.codeProblem ?? discountProblem(sandbox, session, plan))}</div><div class="pay">${payForm(sandbox, session, shown, offer.button)}</div>
      <div>${collectsCard(sandbox, session) && testCardList(`/c/pay/${session.id}`, true)}</div></div>`,
  });
}

export function challengePage(sandbox: Sandbox, session: CheckoutSession): Answer {
  const charge = chargeNow(sandbox, session);
  const amount = charge > 0 && html` of <b>${formatMoney(charge, session.currency ?? 'usd')}</b>`;
  return layout({
    title: '3-D Secure test', leadsTo: [session.success_url, session.cancel_url],
    body: html`<div class="narrow"><form class="card" method="post" action="/c/pay/${session.id}/authenticate"><h1>3-D Secure test</h1>
      <p>The bank asks the customer of ${sandbox.name} to confirm ${amount ? html`a payment${amount}` : 'that this card may be saved'}. With a real card this page would be the bank's.</p>
      ${amountField(sandbox, session)}<button type="submit" name="result" value="complete">Complete authentication</button><button class="quiet" type="submit" name="result" value="fail">Fail authentication</button></form></div>`,
  });
}
