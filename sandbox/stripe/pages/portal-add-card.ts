import { findTestCard } from '@/sandbox/stripe/billing/test-cards';
import { callOwnApi } from '@/sandbox/stripe/http/own-api';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { cardFields, formScript, testCardList, type TypedCard } from './card-fields';
import { checkCard, fieldOf, type Card } from './checkout-form';
import { html } from './html';
import { layout, redirect } from './layout';
import { makeDefault, type Step } from './portal-flow';
import type { Portal } from './portal-home';

const empty: TypedCard = { number: '', expiry: '', cvc: '' };

function page({ sandbox, session, path }: Portal, typed: TypedCard, error?: { message: string; field?: string }): Answer {
  return layout({
    title: `Add a payment method · ${sandbox.name}`, script: formScript, leadsTo: [session.return_url, session.flow?.after_completion.redirect?.return_url ?? null],
    body: html`<div class="narrow"><p><a href="${path}/home">← Back</a></p><form class="card" method="post" action="${path}/cards/add" novalidate data-once><h1>Add a payment method</h1>
      ${error && html`<p class="error" id="error" role="alert">${error.message}</p>`}${cardFields(typed, error?.field)}
      <button type="submit">Save card</button></form>${testCardList(`${path}/cards/add`, false)}</div>`,
  });
}

/** Saves the card as the shop itself would: with a setup intent, and a challenge where the card asks for one. */
function setUp(portal: Portal, card: Card): ApiRecords['setup_intent'] {
  const { sandbox, customer, path } = portal;
  const method = callOwnApi(sandbox, 'POST', '/v1/payment_methods', {
    type: 'card', card: { number: card.number, exp_month: card.expMonth, exp_year: card.expYear }, billing_details: { email: customer.email ?? undefined, name: customer.name ?? undefined },
  }) as ApiRecords['payment_method'];
  return callOwnApi(sandbox, 'POST', '/v1/setup_intents', {
    customer: customer.id, payment_method: method.id, confirm: true, return_url: `${sandbox.publicUrl}${path}/cards/add`,
  }) as ApiRecords['setup_intent'];
}

function settle(portal: Portal, intent: ApiRecords['setup_intent']): { done: string } | Answer {
  if (intent.status === 'succeeded' && intent.payment_method) {
    makeDefault(portal, intent.payment_method);
    return { done: 'card' };
  }
  const url = intent.next_action?.redirect_to_url?.url;
  if (url) return redirect(url);
  return page(portal, empty, { message: intent.last_setup_error?.message ?? 'The card could not be saved.', field: 'number' });
}

export const addCardStep: Step = (portal, method, subject, url, form) => {
  if (subject !== 'add') return redirect(`${portal.path}/home`);
  const field = (key: string): string => (form.get(key) ?? '').trim().slice(0, 40);
  if (method === 'GET') {
    const back = portal.sandbox.store.get('setup_intent', url.searchParams.get('setup_intent') ?? '');
    if (back?.customer === portal.customer.id) return settle(portal, back);
    const card = findTestCard(url.searchParams.get('card') ?? '');
    return page(portal, card ? { number: card.number, expiry: '12 / 34', cvc: card.brand === 'amex' ? '1234' : '123' } : empty);
  }
  const typed: TypedCard = { number: field('number'), expiry: field('expiry'), cvc: field('cvc') };
  const checked = checkCard(typed);
  if (!checked.ok) return page(portal, typed, checked);
  try {
    return settle(portal, setUp(portal, checked.card));
  } catch (error) {
    if (error instanceof StripeError) return page(portal, { ...typed, cvc: '' }, { message: error.message, field: fieldOf(error) });
    throw error;
  }
};
