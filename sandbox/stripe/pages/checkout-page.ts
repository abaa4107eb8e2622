import { formatMoney } from '@/sandbox/stripe/billing/money';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { checkoutLineItems } from '@/sandbox/stripe/resources/checkout-line-items';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { cardFields, formScript, invalid, testCardList } from './card-fields';
import type { Typed } from './checkout-form';
import { countries } from './countries';
import { html, type Html } from './html';
import { layout } from './layout';

const every = ({ interval, interval_count: count }: { interval: string; interval_count: number }): string => (count === 1 ? `per ${interval}` : `every ${count} ${interval}s`);

interface Offer {
  dueNow: string;
  heading: string;
  then: string | null;
  button: string;
}

function offerOf(sandbox: Sandbox, session: CheckoutSession): Offer {
  const currency = session.currency ?? 'usd';
  const lines = checkoutLineItems(sandbox, session.id).data;
  const total = formatMoney(lines.reduce((sum, line) => sum + line.amount_total, 0), currency);
  const dueNow = formatMoney(session.amount_total ?? 0, currency);
  const recurring = lines[0]?.price?.recurring;
  if (session.mode !== 'subscription' || !recurring) return { dueNow, heading: dueNow, then: null, button: `Pay ${dueNow}` };
  const plan = sandbox.store.get('checkout_plan', session.id);
  const days = plan?.trialDays ?? (plan?.trialEnd ? Math.max(1, Math.round((plan.trialEnd - sandbox.clock.now()) / 86_400)) : null);
  if (days === null) return { dueNow, heading: `${total} ${every(recurring)}`, then: null, button: `Subscribe, pay ${dueNow}` };
  return { dueNow, heading: `${days} ${days === 1 ? 'day' : 'days'} free`, then: `Then ${total} ${every(recurring)}`, button: `Start trial, pay ${dueNow}` };
}

function summary(sandbox: Sandbox, session: CheckoutSession, offer: Offer): Html {
  const lines = checkoutLineItems(sandbox, session.id).data.map((line) => {
    const unit = formatMoney(line.price?.unit_amount ?? 0, line.currency);
    const rate = line.price?.recurring ? `${unit} ${every(line.price.recurring)}` : unit;
    return html`<li><span>${line.description ?? 'Item'}<small>${(line.quantity ?? 1) > 1 && html`${line.quantity ?? 1} × `}${rate}</small></span><span class="nowrap">${formatMoney(line.amount_total, line.currency)}</span></li>`;
  });
  return html`<section aria-label="Order summary">
    ${session.cancel_url && html`<a href="${session.cancel_url}">← Back to ${sandbox.name}</a>`}
    <h1>${session.mode === 'subscription' ? 'Subscribe' : 'Pay'} at ${sandbox.name}</h1><p class="amount">${offer.heading}</p>
    ${offer.then && html`<p class="muted">${offer.then}</p>`}
    <ul class="lines">${lines}</ul><div class="total"><span>Total due today</span><span class="nowrap">${offer.dueNow}</span></div></section>`;
}

export interface Shown {
  typed: Typed;
  error?: { message: string; field?: string };
}

/** The page a customer pays on. Works without scripts: it is one form. */
export function checkoutPage(sandbox: Sandbox, session: CheckoutSession, { typed, error }: Shown): Answer {
  const offer = offerOf(sandbox, session);
  const known = session.customer_details?.email ?? null;
  const option = ({ code, name }: { code: string; name: string }): Html => html`<option value="${code}"${code === (typed.country || 'US') && html` selected`}>${name}</option>`;
  const form = html`<form class="card" method="post" action="/c/pay/${session.id}" novalidate data-once>
    <h2>Pay with card</h2>${error && html`<p class="error" id="error" role="alert">${error.message}</p>`}
    <label for="email">Email</label><input id="email" name="email" type="email" autocomplete="email" required value="${known ?? typed.email}"${known && html` readonly`}${invalid(error?.field, 'email')}>
    ${cardFields(typed, error?.field)}
    <label for="name">Name on card</label><input id="name" name="name" autocomplete="cc-name" value="${typed.name}"${invalid(error?.field, 'name')}>
    <label for="country">Country</label><select id="country" name="country" autocomplete="country">${countries.map(option)}</select>
    <button type="submit">${offer.button}</button>
    ${session.mode === 'subscription' && html`<p class="muted">Renews until cancelled. Nothing real is charged: this is a test sandbox.</p>`}</form>`;
  return layout({
    title: `${offer.button} · ${sandbox.name}`, script: formScript, leadsTo: [session.success_url, session.cancel_url],
    body: html`<div class="columns"><div>${summary(sandbox, session, offer)}</div><div class="pay">${form}</div><div>${testCardList(`/c/pay/${session.id}`, true)}</div></div>`,
  });
}

export function challengePage(sandbox: Sandbox, session: CheckoutSession): Answer {
  const amount = formatMoney(session.amount_total ?? 0, session.currency ?? 'usd');
  return layout({
    title: '3-D Secure test', leadsTo: [session.success_url, session.cancel_url],
    body: html`<form class="card" method="post" action="/c/pay/${session.id}/authenticate"><h2>3-D Secure test</h2>
      <p>The bank asks ${sandbox.name}'s customer to confirm a payment of <b>${amount}</b>. With a real card this page would be the bank's.</p>
      <button type="submit" name="result" value="complete">Complete authentication</button><button class="quiet" type="submit" name="result" value="fail">Fail authentication</button></form>`,
  });
}
