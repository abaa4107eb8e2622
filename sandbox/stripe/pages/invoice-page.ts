import { formatMoney } from '@/sandbox/stripe/billing/money';
import { findTestCard } from '@/sandbox/stripe/billing/test-cards';
import { callOwnApi } from '@/sandbox/stripe/http/own-api';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import { confirmationSecret } from '@/sandbox/stripe/resources/invoice-includes';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { cardFields, formScript, testCardList, type TypedCard } from './card-fields';
import { checkCard, fieldOf } from './checkout-form';
import { day } from './dates';
import { html, type Html } from './html';
import { billedTo, invoiceFigures, statusWord } from './invoice-figures';
import { layout, redirect } from './layout';

const empty: TypedCard = { number: '', expiry: '', cvc: '' };
const badges: Record<string, string> = { paid: 'ok', open: 'warn', uncollectible: 'bad' };

interface Problem {
  message: string;
  field?: string;
}

function headline(invoice: Invoice): Html {
  const { paid_at: paidAt } = invoice.status_transitions;
  const amount = invoice.status === 'open' ? invoice.amount_remaining : invoice.total;
  const when = invoice.status === 'paid' && paidAt ? html`Paid on ${day(paidAt)}` : html`Issued on ${day(invoice.status_transitions.finalized_at ?? invoice.created)}`;
  return html`<h1>Invoice from ${invoice.account_name ?? 'Sandbox'}</h1><p class="amount">${formatMoney(amount, invoice.currency)}</p>
    <p class="muted"><span class="badge ${badges[invoice.status ?? ''] ?? ''}">${statusWord(invoice)}</span> ${when}</p>`;
}

function document({ sandbox, invoice }: { sandbox: Sandbox; invoice: Invoice }): Html {
  const lines = invoice.lines.data.map(
    (line) => html`<li><span>${line.description ?? 'Item'}<small>${day(line.period.start)} – ${day(line.period.end)}</small></span><span class="nowrap">${formatMoney(line.amount, line.currency)}</span></li>`,
  );
  const figures = invoiceFigures(sandbox, invoice).map(({ label, amount, isStrong }) => html`<li class="${isStrong ? 'total' : 'figure'}"><span>${label}</span><span class="nowrap">${amount}</span></li>`);
  return html`<div class="card">${headline(invoice)}
    <dl class="facts"><dt>Invoice number</dt><dd>${invoice.number ?? invoice.id}</dd><dt>Billed to</dt><dd>${billedTo(invoice).map((line) => html`<span>${line}</span>`)}</dd></dl>
    <ul class="lines">${lines}${figures}</ul>${invoice.description && html`<p class="muted">${invoice.description}</p>`}
    ${invoice.invoice_pdf && html`<a class="button quiet" href="/i/${invoice.id}/pdf">Download invoice</a>`}</div>`;
}

const payForm = (invoice: Invoice, typed: TypedCard, problem?: Problem): Html =>
  html`<form class="card" method="post" action="/i/${invoice.id}" novalidate data-once><h2>Pay with card</h2>${problem && html`<p class="error" id="error" role="alert">${problem.message}</p>`}
    ${cardFields(typed, problem?.field)}<button type="submit">Pay ${formatMoney(invoice.amount_remaining, invoice.currency)}</button></form>${testCardList(`/i/${invoice.id}`, false)}`;

function page(sandbox: Sandbox, invoice: Invoice, typed: TypedCard, problem?: Problem): Answer {
  const isPayable = invoice.status === 'open' && confirmationSecret(sandbox, invoice.id) !== null;
  const shown = document({ sandbox, invoice });
  return layout({
    title: `Invoice ${invoice.number ?? invoice.id}`, script: formScript,
    body: isPayable ? html`<div class="columns halves"><div>${shown}</div><div>${payForm(invoice, typed, problem)}</div></div>` : html`<div class="sheet">${shown}</div>`,
  });
}

function pay(sandbox: Sandbox, invoice: Invoice, typed: TypedCard): Answer {
  const checked = checkCard(typed);
  if (!checked.ok) return page(sandbox, invoice, typed, checked);
  const intent = confirmationSecret(sandbox, invoice.id)?.client_secret.split('_secret_')[0];
  if (!intent) return redirect(`/i/${invoice.id}`);
  const { number, expMonth, expYear } = checked.card;
  try {
    const method = callOwnApi(sandbox, 'POST', '/v1/payment_methods', { type: 'card', card: { number, exp_month: expMonth, exp_year: expYear } }) as ApiRecords['payment_method'];
    const paid = callOwnApi(sandbox, 'POST', `/v1/payment_intents/${intent}/confirm`, {
      payment_method: method.id, return_url: `${sandbox.publicUrl}/i/${invoice.id}`,
    }) as ApiRecords['payment_intent'];
    return redirect(paid.next_action?.redirect_to_url?.url ?? `/i/${invoice.id}`);
  } catch (error) {
    if (error instanceof StripeError) return page(sandbox, sandbox.store.get('invoice', invoice.id) ?? invoice, { ...typed, cvc: '' }, { message: error.message, field: fieldOf(error) });
    throw error;
  }
}

/** `/i/{invoice}`: what was bought, what it came to, and a form to pay what is open. */
export function invoicePage(sandbox: Sandbox, invoice: Invoice, method: string, url: URL, body: string): Answer {
  if (method === 'POST' && invoice.status === 'open') {
    const form = new URLSearchParams(body);
    const field = (key: string): string => (form.get(key) ?? '').trim().slice(0, 40);
    return pay(sandbox, invoice, { number: field('number'), expiry: field('expiry'), cvc: field('cvc') });
  }
  const card = findTestCard(url.searchParams.get('card') ?? '');
  const failed = url.searchParams.get('redirect_status') === 'failed' && invoice.status === 'open';
  const intent = sandbox.store.get('payment_intent', url.searchParams.get('payment_intent') ?? '');
  const typed = card ? { number: card.number, expiry: '12 / 34', cvc: card.brand === 'amex' ? '1234' : '123' } : empty;
  return page(sandbox, invoice, typed, failed ? { message: intent?.last_payment_error?.message ?? 'The payment failed. Try another card.', field: 'number' } : undefined);
}
