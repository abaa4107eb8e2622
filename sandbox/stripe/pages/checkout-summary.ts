import { formatMoney, formatUnit } from '@/sandbox/stripe/billing/money';
import { wantedCoupon } from '@/sandbox/stripe/billing/redeem';
import { checkoutFigures, hasTrial, type CheckoutFigures, type CheckoutLine } from '@/sandbox/stripe/resources/checkout-figures';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { CheckoutPlan } from '@/sandbox/stripe/store/collections';
import { offText } from './coupon-text';
import { day } from './dates';
import { html, type Html } from './html';

const every = ({ interval, interval_count: count }: { interval: string; interval_count: number }): string => (count === 1 ? `per ${interval}` : `every ${count} ${interval}s`);

export interface Offer {
  figures: CheckoutFigures;
  dueNow: string;
  heading: string;
  then: string | null;
  button: string;
}

const trialDays = ({ clock }: Sandbox, { trialDays: days, trialEnd }: CheckoutPlan): number => days ?? Math.max(1, Math.round(((trialEnd ?? 0) - clock.now()) / 86_400));

/** A discount that ends leaves the full price behind. */
function afterDiscount(sandbox: Sandbox, plan: CheckoutPlan, { subtotal, currency }: CheckoutFigures, rate: string): string | null {
  const coupon = plan.discount && wantedCoupon(sandbox, plan.discount);
  if (!coupon || coupon.duration === 'forever') return null;
  const months = coupon.duration_in_months ?? 1;
  const when = coupon.duration === 'once' ? 'the first payment' : months === 1 ? 'one month' : `${months} months`;
  return `${formatMoney(subtotal, currency)} ${rate} after ${when}`;
}

/** What is offered, in the words of the page. */
export function offerOf(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan): Offer {
  const figures = checkoutFigures(sandbox, plan, session.customer);
  const money = (amount: number): string => formatMoney(amount, figures.currency);
  const dueNow = money(figures.charge);
  const recurring = figures.lines.find(({ price }) => price.recurring)?.price.recurring;
  if (session.mode === 'setup') return { figures, dueNow, heading: 'Save a card', then: 'Nothing is charged today.', button: 'Save card' };
  if (!recurring) return { figures, dueNow, heading: dueNow, then: null, button: figures.charge > 0 ? `Pay ${dueNow}` : 'Complete order' };
  const rate = `${money(figures.total)} ${every(recurring)}`;
  const later = afterDiscount(sandbox, plan, figures, every(recurring));
  if (!hasTrial(plan)) return { figures, dueNow, heading: rate, then: later, button: figures.charge > 0 ? `Subscribe, pay ${dueNow}` : 'Subscribe' };
  const days = trialDays(sandbox, plan);
  return { figures, dueNow, heading: `${days} ${days === 1 ? 'day' : 'days'} free`, then: later ? `Then ${rate}, and ${later}` : `Then ${rate}`, button: `Start trial, pay ${dueNow}` };
}

const priceText = ({ price }: CheckoutLine): string => {
  const unit = formatUnit(price.unit_amount_decimal ?? '0', price.currency);
  if (price.recurring?.usage_type === 'metered') return 'By usage, billed at the end of each period';
  if (price.billing_scheme === 'tiered') return 'Price depends on the quantity';
  return price.recurring ? `${unit} ${every(price.recurring)}` : unit;
};

function lineRow(sandbox: Sandbox, line: CheckoutLine): Html {
  const name = sandbox.store.get('product', line.price.product)?.name ?? 'Item';
  const range = line.adjustable;
  const quantity = range && html`<label class="inline" for="${line.id}">Quantity</label> <input class="tiny" id="${line.id}" name="${line.id}" type="number" min="${range.minimum}" max="${range.maximum}" value="${line.quantity ?? 1}"> <button class="link" type="submit">Update</button>`;
  return html`<li><span>${name}<small>${!range && (line.quantity ?? 1) > 1 && html`${line.quantity ?? 1} × `}${priceText(line)}</small>${quantity}</span><span class="nowrap">${formatMoney(line.amount, line.price.currency)}</span></li>`;
}

const problemText = (problem: string | null): Html | false => problem !== null && html`<p class="problem" id="code-error" role="alert">${problem}</p>`;

function discountRow(sandbox: Sandbox, plan: CheckoutPlan, { discount, currency }: CheckoutFigures, isTyped: boolean, problem: string | null): Html | false {
  const code = plan.discount?.promotion_code ? sandbox.store.get('promotion_code', plan.discount.promotion_code) : undefined;
  const coupon = plan.discount && wantedCoupon(sandbox, plan.discount);
  if (!coupon) return false;
  const long = coupon.duration === 'repeating' ? ` for ${coupon.duration_in_months ?? 1} months` : coupon.duration === 'once' ? ', once' : '';
  return html`<li class="figure"><span>${code?.code ?? coupon.name ?? coupon.id}<small>${offText(sandbox, coupon, currency)}${long}</small>${isTyped && html`<button class="link" type="submit" name="remove" value="code">Remove code</button>`}${problemText(problem)}</span><span class="nowrap">${formatMoney(-discount, currency)}</span></li>`;
}

/** The order with its quantities and codes: a form of its own, so that it works without scripts. */
export function summary(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan, offer: Offer, problem: string | null): Html {
  const { figures } = offer;
  const applied = figures.charge - figures.dueNow.total;
  const takesCodes = session.allow_promotion_codes === true && session.mode !== 'setup';
  const code = takesCodes && !plan.discount && html`<div class="code"><label for="code">Promotion code</label><div class="pair wide-first"><input id="code" name="code" autocomplete="off" autocapitalize="characters"${problem && html` aria-invalid="true" aria-describedby="code-error"`}><button class="small quiet" type="submit">Apply</button></div>${problemText(problem)}</div>`;
  const rows = html`<ul class="lines">${figures.lines.map((line) => lineRow(sandbox, line))}
    ${figures.discount > 0 && html`<li class="figure"><span>Subtotal</span><span class="nowrap">${formatMoney(figures.subtotal, figures.currency)}</span></li>`}
    ${discountRow(sandbox, plan, figures, takesCodes, problem)}
    ${applied !== 0 && html`<li class="figure"><span>Applied balance</span><span class="nowrap">${formatMoney(applied, figures.currency)}</span></li>`}</ul>`;
  const due = html`<div class="total"><span>Total due today</span><span class="nowrap">${offer.dueNow}</span></div>`;
  const ends = hasTrial(plan) && html`<p class="muted">After the trial, on ${day(plan.trialEnd ?? sandbox.clock.now() + (plan.trialDays ?? 0) * 86_400)}: ${formatMoney(figures.total, figures.currency)}</p>`;
  return html`<section aria-label="Order summary">
    ${session.cancel_url && html`<a href="${session.cancel_url}">← Back to ${sandbox.name}</a>`}
    <h1>${session.mode === 'subscription' ? 'Subscribe' : session.mode === 'setup' ? 'Save a card' : 'Pay'} at ${sandbox.name}</h1><p class="amount">${offer.heading}</p>
    ${offer.then && html`<p class="muted">${offer.then}</p>`}
    ${session.mode !== 'setup' && html`<form method="post" action="/c/pay/${session.id}/update">${rows}${code}${due}${ends}</form>`}</section>`;
}
