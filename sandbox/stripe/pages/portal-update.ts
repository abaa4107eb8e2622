import { formatMoney } from '@/sandbox/stripe/billing/money';
import { callOwnApi, type Params } from '@/sandbox/stripe/http/own-api';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Subscription, SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { day } from './dates';
import { html, type Html } from './html';
import { layout, redirect } from './layout';
import type { Done, Step } from './portal-flow';
import { liveSubscription, nameOf, rateOf, releaseSchedule, type Portal } from './portal-home';

type Price = ApiRecords['price'];
type Offer = NonNullable<Portal['configuration']['features']['subscription_update']['products']>[number];

interface Change {
  subscription: Subscription;
  item: SubscriptionItem;
  price: Price;
  quantity: number;
}

const offersOf = ({ configuration }: Portal): Offer[] => configuration.features.subscription_update.products ?? [];

function pricesFor(portal: Portal, { currency }: Subscription): { price: Price; offer: Offer }[] {
  return offersOf(portal).flatMap((offer) =>
    offer.prices.flatMap((id) => {
      const price = portal.sandbox.store.get('price', id);
      return price?.active && price.currency === currency ? [{ price, offer }] : [];
    }),
  );
}

function choosePage(portal: Portal, subscription: Subscription, item: SubscriptionItem): Answer {
  const { sandbox, path, configuration } = portal;
  const choices = pricesFor(portal, subscription);
  const adjustable = configuration.features.subscription_update.default_allowed_updates.includes('quantity') && choices.some(({ offer }) => offer.adjustable_quantity.enabled);
  const option = ({ price }: { price: Price }): Html =>
    html`<label class="choice plan"><input type="radio" name="price" value="${price.id}"${price.id === item.price.id && html` checked`}><span><b>${nameOf(sandbox, price)}</b> <span class="muted">${rateOf(price)}</span>${price.id === item.price.id && html` <span class="badge">Current plan</span>`}</span></label>`;
  return layout({
    title: `Update your plan · ${sandbox.name}`,
    body: html`<div class="narrow"><p><a href="${path}/home">← Back</a></p><form class="card" method="get" action="${path}/update/${subscription.id}"><h1>Update your plan</h1>
      <fieldset><legend class="hidden">Plan</legend>${choices.map(option)}</fieldset>
      ${adjustable && html`<label for="quantity">Quantity</label><input id="quantity" name="quantity" type="number" min="1" max="999999" value="${item.quantity ?? 1}">`}
      <button type="submit">Continue</button></form></div>`,
  });
}

const details = ({ item, price, quantity }: Change): Params[] => [{ id: item.id, price: price.id, quantity: price.recurring?.usage_type === 'metered' ? undefined : quantity }];

/** Cheaper or shorter, and the configuration keeps those for the end of the period. */
function isLater({ configuration }: Portal, { item, price, quantity }: Change): boolean {
  const conditions = configuration.features.subscription_update.schedule_at_period_end.conditions.map(({ type }) => type);
  const lengths = { day: 1, week: 7, month: 30, year: 365 };
  const length = ({ recurring }: Price): number => (recurring ? lengths[recurring.interval] * recurring.interval_count : 0);
  const isLess = (price.unit_amount ?? 0) * quantity < (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
  return (conditions.includes('decreasing_item_amount') && isLess) || (conditions.includes('shortening_interval') && length(price) < length(item.price));
}

const prorationOf = ({ configuration: { features: { subscription_update: update } } }: Portal): Params => ({
  proration_behavior: update.proration_behavior, ...(update.billing_cycle_anchor === 'now' ? { billing_cycle_anchor: { type: 'now' } } : {}),
});

function preview(portal: Portal, change: Change, at: number): Invoice {
  return callOwnApi(portal.sandbox, 'POST', '/v1/invoices/create_preview', {
    customer: portal.customer.id, subscription: change.subscription.id,
    subscription_details: { items: details(change), ...prorationOf(portal), proration_date: at },
  }) as Invoice;
}

function due(portal: Portal, change: Change, at: number): Html {
  const { proration_behavior: proration } = portal.configuration.features.subscription_update;
  if (isLater(portal, change)) return html`<p>The change takes effect on <b>${day(change.item.current_period_end)}</b>. Nothing is due today.</p>`;
  if (change.subscription.status === 'trialing') return html`<p>Nothing is due during your trial.</p>`;
  if (proration === 'none') return html`<p>The change takes effect now. Nothing is due today.</p>`;
  const invoice = preview(portal, change, at);
  const lines = invoice.lines.data.map((line) => html`<li><span>${line.description ?? ''}</span><span class="nowrap">${formatMoney(line.amount, line.currency)}</span></li>`);
  const label = proration === 'always_invoice' ? 'Amount due today' : 'On your next invoice';
  return html`<ul class="lines">${lines}</ul><div class="total"><span>${label}</span><span class="nowrap">${formatMoney(invoice.amount_due, invoice.currency)}</span></div>`;
}

function confirmPage(portal: Portal, change: Change): Answer {
  const { sandbox, path, session } = portal;
  const at = sandbox.clock.now();
  return layout({
    title: `Confirm your update · ${sandbox.name}`, leadsTo: [session.return_url, session.flow?.after_completion.redirect?.return_url ?? null],
    body: html`<div class="narrow"><p><a href="${path}/update/${change.subscription.id}">← Back</a></p><form class="card" method="post" action="${path}/update/${change.subscription.id}"><h1>Confirm your update</h1>
      <p>From ${nameOf(sandbox, change.item.price)} (${rateOf(change.item.price)})<br>to <b>${change.quantity > 1 && html`${change.quantity} × `}${nameOf(sandbox, change.price)}</b> (${rateOf(change.price)})</p>
      ${due(portal, change, at)}<input type="hidden" name="price" value="${change.price.id}"><input type="hidden" name="quantity" value="${change.quantity}"><input type="hidden" name="at" value="${at}">
      <button type="submit">Confirm</button></form></div>`,
  });
}

function commit(portal: Portal, change: Change, at: number): Done {
  const { sandbox } = portal;
  const { subscription, price, quantity, item } = change;
  if (isLater(portal, change)) {
    sandbox.store.atomically(() => {
      releaseSchedule(portal, subscription);
      const { id } = callOwnApi(sandbox, 'POST', '/v1/subscription_schedules', { from_subscription: subscription.id }) as { id: string };
      const now = { items: [{ price: item.price.id, quantity: item.quantity ?? 1 }], start_date: item.current_period_start, end_date: item.current_period_end };
      const then = { items: [{ price: price.id, quantity }], duration: { interval: price.recurring?.interval ?? 'month', interval_count: price.recurring?.interval_count ?? 1 }, proration_behavior: 'none' };
      callOwnApi(sandbox, 'POST', `/v1/subscription_schedules/${id}`, { phases: [now, then], end_behavior: 'release', proration_behavior: 'none' });
    });
    return { done: 'scheduled' };
  }
  const isProrated = portal.configuration.features.subscription_update.proration_behavior !== 'none';
  const discounts = portal.session.flow?.subscription_update_confirm?.discounts?.map(({ coupon, promotion_code }) => ({ coupon: coupon ?? undefined, promotion_code: promotion_code ?? undefined }));
  sandbox.store.atomically(() => {
    releaseSchedule(portal, subscription);
    callOwnApi(sandbox, 'POST', `/v1/subscriptions/${subscription.id}`, {
      items: details(change), ...prorationOf(portal), ...(isProrated ? { proration_date: at, payment_behavior: 'error_if_incomplete' } : {}), ...(discounts?.length ? { discounts } : {}),
    });
  });
  return { done: 'updated' };
}

/** Choose a plan, see what it costs, confirm. The preview and the change share one instant. */
export const updateStep: Step = (portal, method, subject, url, form) => {
  const subscription = liveSubscription(portal, subject);
  const item = subscription?.items.data[0];
  if (!subscription || !item) return redirect(`${portal.path}/home`);
  const sent = method === 'POST' ? form : url.searchParams;
  const wanted = sent.get('price') ?? (sent.has('quantity') ? item.price.id : null);
  const choice = pricesFor(portal, subscription).find(({ price }) => price.id === wanted);
  const fixed = portal.session.flow?.subscription_update_confirm?.items[0]?.price === wanted ? portal.sandbox.store.get('price', wanted ?? '') : undefined;
  const price = choice?.price ?? fixed;
  const quantity = Number(sent.get('quantity') ?? item.quantity ?? 1);
  if (!price || !Number.isInteger(quantity) || quantity < 1) return choosePage(portal, subscription, item);
  const limits = choice?.offer.adjustable_quantity;
  const allowed = limits?.enabled ? Math.min(Math.max(quantity, limits.minimum), limits.maximum ?? quantity) : fixed ? quantity : (item.quantity ?? 1);
  const change: Change = { subscription, item, price, quantity: allowed };
  if (price.id === item.price.id && allowed === (item.quantity ?? 1)) return choosePage(portal, subscription, item);
  return method === 'POST' ? commit(portal, change, Number(form.get('at') ?? portal.sandbox.clock.now())) : confirmPage(portal, change);
};
