import { formatMoney, formatUnit } from '@/sandbox/stripe/billing/money';
import { isEnded } from '@/sandbox/stripe/billing/end-subscription';
import { callOwnApi } from '@/sandbox/stripe/http/own-api';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { newestFirst } from '@/sandbox/stripe/http/list';
import { paymentMethodsOf } from '@/sandbox/stripe/resources/payment-methods';
import type { PortalConfiguration, PortalSession } from '@/sandbox/stripe/resources/render-portal';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { day } from './dates';
import { html, type Html } from './html';
import { layout } from './layout';

export interface Portal {
  sandbox: Sandbox;
  session: PortalSession;
  configuration: PortalConfiguration;
  customer: ApiRecords['customer'];
  /** `/p/session/{id}`. */
  path: string;
}

/** A scheduled change stands in the way of every other: it is taken back first. */
export function releaseSchedule({ sandbox }: Portal, { schedule }: Subscription): void {
  if (schedule) callOwnApi(sandbox, 'POST', `/v1/subscription_schedules/${schedule}/release`);
}

/** A subscription of the portal's own customer that has not ended. */
export const liveSubscription = ({ sandbox, customer }: Portal, id: string): Subscription | undefined => {
  const found = sandbox.store.get('subscription', id);
  return found && found.customer === customer.id && !isEnded(found) ? found : undefined;
};

export const nameOf = ({ store }: Sandbox, price: ApiRecords['price']): string => store.get('product', price.product)?.name ?? price.product;
export const rateOf = (price: ApiRecords['price']): string => {
  const amount = price.unit_amount_decimal === null || price.recurring?.usage_type === 'metered' ? 'by usage' : formatUnit(price.unit_amount_decimal, price.currency);
  if (!price.recurring) return amount;
  const { interval, interval_count: count } = price.recurring;
  return `${amount} per ${count === 1 ? interval : `${count} ${interval}s`}`;
};

/** The next phase of a schedule: what the plan becomes, and when. */
function scheduledOf({ store, ...rest }: Sandbox, { schedule }: Subscription): Html | false {
  const found = schedule ? store.get('subscription_schedule', schedule) : undefined;
  const next = found?.phases.find((phase) => phase.start_date === found.current_phase?.end_date);
  const price = next?.items[0] ? store.get('price', next.items[0].price) : undefined;
  return next !== undefined && price !== undefined && html`<p class="badge warn">Changes to ${nameOf({ store, ...rest }, price)} on ${day(next.start_date)}</p>`;
}

function stateOf(subscription: Subscription): Html {
  const end = Math.max(...subscription.items.data.map((item) => item.current_period_end));
  const renews = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  if (subscription.cancel_at !== null) return html`<p class="badge warn">Ends on ${day(subscription.cancel_at)}</p>`;
  if (subscription.status === 'trialing') return html`<p class="badge">Trial until ${day(subscription.trial_end ?? end)}</p>`;
  if (subscription.status === 'past_due' || subscription.status === 'unpaid') return html`<p class="badge bad">Payment overdue</p>`;
  return subscription.status === 'active' ? html`<p class="muted">Renews on ${day(renews)}</p>` : html`<p class="badge">${subscription.status}</p>`;
}

/** Stripe's portal leaves subscriptions of several items alone. */
export const isUpdatable = ({ items }: Subscription): boolean => items.data.length === 1;

function subscriptionCard({ sandbox, configuration: { features }, path }: Portal, subscription: Subscription): Html {
  const items = subscription.items.data.map(
    (item) => html`<h3>${(item.quantity ?? 1) > 1 && html`${item.quantity ?? 1} × `}${nameOf(sandbox, item.price)}</h3><p class="price">${rateOf(item.price)}</p>`,
  );
  const isEnding = subscription.cancel_at !== null;
  const update = features.subscription_update.enabled && isUpdatable(subscription) && !isEnding && html`<a class="button small" href="${path}/update/${subscription.id}">Update plan</a>`;
  const cancel = features.subscription_cancel.enabled && !isEnding && html`<a class="button small quiet" href="${path}/cancel/${subscription.id}">Cancel plan</a>`;
  const renew = features.subscription_cancel.enabled && isEnding && html`<form method="post" action="${path}/renew/${subscription.id}"><button class="small" type="submit">Don't cancel</button></form>`;
  return html`<article class="row"><div>${items}${stateOf(subscription)}${scheduledOf(sandbox, subscription)}</div><div class="actions">${update}${cancel}${renew}</div></article>`;
}

function cards({ sandbox, customer, configuration: { features }, path }: Portal): Html {
  const isOn = features.payment_method_update.enabled;
  const standard = customer.invoice_settings.default_payment_method;
  const used = new Set(sandbox.store.all('subscription').filter((one) => one.customer === customer.id && !isEnded(one)).map((one) => one.default_payment_method));
  const rows = paymentMethodsOf(sandbox, customer.id).map((method) => {
    const isDefault = method.id === standard;
    const label = `${method.card?.brand ?? 'card'} ending in ${method.card?.last4 ?? '????'}`;
    const form = (action: string, text: string): Html =>
      html`<form method="post" action="${path}/cards/${method.id}/${action}"><button class="link" type="submit" aria-label="${text}: ${label}">${text}</button></form>`;
    const expires = html`<span class="muted">Expires ${String(method.card?.exp_month ?? 1).padStart(2, '0')}/${method.card?.exp_year ?? ''}</span>`;
    return html`<li><span><b class="brand">${method.card?.brand ?? 'card'}</b> •••• ${method.card?.last4 ?? ''} ${isDefault && html`<span class="badge">Default</span>`}</span>${expires}
      <span class="actions">${isOn && !isDefault && form('default', 'Make default')}${isOn && !isDefault && !used.has(method.id) && form('remove', 'Remove')}</span></li>`;
  });
  return html`<section class="card"><h2>Payment methods</h2>${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p class="muted">No card is saved.</p>`}
    ${isOn && html`<a class="button small quiet" href="${path}/cards/add">Add payment method</a>`}</section>`;
}

function billing({ sandbox, customer, configuration: { features }, path }: Portal): Html {
  const { address } = customer;
  const lines = [customer.name, customer.email, customer.phone, address?.line1, address?.line2, [address?.postal_code, address?.city].filter(Boolean).join(' '), address?.country].filter(Boolean);
  const taxIds = sandbox.store.all('tax_id').filter((one) => one.customer === customer.id);
  return html`<section class="card"><h2>Billing information</h2><p class="lines-plain">${lines.map((line) => html`<span>${line}</span>`)}${taxIds.map((one) => html`<span>Tax ID ${one.value}</span>`)}</p>
    ${features.customer_update.enabled && html`<a class="button small quiet" href="${path}/billing">Update information</a>`}</section>`;
}

function invoices({ sandbox, customer, configuration: { features } }: Portal): Html | false {
  if (!features.invoice_history.enabled) return false;
  const rows = newestFirst(sandbox.store.all('invoice')).filter((one) => one.customer === customer.id && one.hosted_invoice_url).slice(0, 24);
  const row = (invoice: ApiRecords['invoice']): Html =>
    html`<li><a href="/i/${invoice.id}">${day(invoice.created)}</a><span class="nowrap">${formatMoney(invoice.total, invoice.currency)}</span><span class="badge ${invoice.status === 'open' ? 'warn' : ''}">${invoice.status ?? ''}</span></li>`;
  return html`<section class="card"><h2>Invoice history</h2>${rows.length > 0 ? html`<ul class="rows">${rows.map(row)}</ul>` : html`<p class="muted">No invoices yet.</p>`}</section>`;
}

/** What a customer sees of what they have, and what the configuration lets them do. */
export function portalHome(portal: Portal, said: string | null): Answer {
  const { sandbox, session, configuration, customer } = portal;
  const live = newestFirst(sandbox.store.all('subscription')).filter((one) => one.customer === customer.id && !isEnded(one));
  const { headline, privacy_policy_url: privacy, terms_of_service_url: terms } = configuration.business_profile;
  return layout({
    title: `${sandbox.name} billing`, leadsTo: [session.return_url],
    body: html`<p><a href="${session.return_url}">← Return to ${sandbox.name}</a></p><h1 class="page-title">${headline ?? `Manage your ${sandbox.name} billing`}</h1>
      ${said && html`<p class="said" role="status">${said}</p>`}
      <section class="card"><h2>Current plan</h2>${live.length > 0 ? live.map((one) => subscriptionCard(portal, one)) : html`<p class="muted">There is no plan now.</p>`}</section>
      ${cards(portal)}${billing(portal)}${invoices(portal)}${privacy && html`<p class="muted"><a href="${privacy}">Privacy</a></p>`}${terms && html`<p class="muted"><a href="${terms}">Terms</a></p>`}`,
  });
}
