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
import { isUpdatable, liveSubscription, nameOf, rateOf, releaseSchedule, type Portal } from './portal-home';

type Price = ApiRecords['price'];
type Offer = NonNullable<Portal['configuration']['features']['subscription_update']['products']>[number];

interface Change {
  subscription: Subscription;
  item: SubscriptionItem;
  price: Price;
  quantity: number;
}

const offersOf = ({ configuration }: Portal): Offer[] => configuration.features.subscription_update.products ?? [];
const allows = ({ configuration }: Portal, what: 'price' | 'quantity'): boolean => configuration.features.subscription_update.default_allowed_updates.includes(what);

function pricesFor(portal: Portal, { currency }: Subscription, current: string): { price: Price; offer: Offer }[] {
  return offersOf(portal).flatMap((offer) =>
    offer.prices.flatMap((id) => {
      const price = portal.sandbox.store.get('price', id);
      const isOffered = id === current || allows(portal, 'price');
      return price?.active && price.currency === currency && isOffered ? [{ price, offer }] : [];
    }),
  );
}

function choosePage(portal: Portal, subscription: Subscription, item: SubscriptionItem): Answer {
  const { sandbox, path } = portal;
  const choices = pricesFor(portal, subscription, item.price.id);
  const adjustable = allows(portal, 'quantity') && choices.some(({ offer }) => offer.adjustable_quantity.enabled);
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

const isTrialOver = ({ configuration: { features } }: Portal, { status }: Subscription): boolean => status === 'trialing' && features.subscription_update.trial_update_behavior === 'end_trial';

function prorationOf(portal: Portal, { subscription }: Change): Params {
  const { proration_behavior, billing_cycle_anchor: anchor } = portal.configuration.features.subscription_update;
  if (isTrialOver(portal, subscription)) return { proration_behavior, trial_end: 'now' };
  return { proration_behavior, ...(anchor === 'now' ? { billing_cycle_anchor: { type: 'now' } } : {}) };
}

/** What the session's own flow takes off the change that it is about. */
function flowDiscounts({ session }: Portal, { subscription }: Change): { discounts?: Params[] } {
  const confirm = session.flow?.subscription_update_confirm;
  const discounts = confirm?.subscription === subscription.id ? (confirm.discounts ?? []) : [];
  if (discounts.length === 0) return {};
  return { discounts: discounts.map(({ coupon, promotion_code }) => ({ coupon: coupon ?? undefined, promotion_code: promotion_code ?? undefined })) };
}

function preview(portal: Portal, change: Change, at: number): Invoice {
  return callOwnApi(portal.sandbox, 'POST', '/v1/invoices/create_preview', {
    customer: portal.customer.id, subscription: change.subscription.id,
    subscription_details: { items: details(change), ...prorationOf(portal, change), proration_date: at }, ...flowDiscounts(portal, change),
  }) as Invoice;
}

function due(portal: Portal, change: Change, at: number): Html {
  const { proration_behavior: proration } = portal.configuration.features.subscription_update;
  if (isLater(portal, change)) return html`<p>The change takes effect on <b>${day(change.item.current_period_end)}</b>. Nothing is due today.</p>`;
  const endsTrial = isTrialOver(portal, change.subscription);
  if (change.subscription.status === 'trialing' && !endsTrial) return html`<p>Nothing is due during your trial.</p>`;
  if (proration === 'none' && !endsTrial) return html`<p>The change takes effect now. Nothing is due today.</p>`;
  const invoice = preview(portal, change, at);
  const lines = invoice.lines.data.map((line) => html`<li><span>${line.description ?? ''}</span><span class="nowrap">${formatMoney(line.amount, line.currency)}</span></li>`);
  const label = proration === 'always_invoice' || endsTrial ? 'Amount due today' : 'On your next invoice';
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

/** The change as the second phase of a schedule; everything else stays what it is in both. */
function commitLater(portal: Portal, change: Change): Done {
  const { sandbox } = portal;
  const { subscription, price, quantity, item } = change;
  const discounts = subscription.discounts.map((discount) => ({ discount }));
  const same = subscription.items.data.map((one) => ({ price: one.price.id, quantity: one.quantity }));
  const changed = subscription.items.data.map((one, index) => (one.id === item.id ? { price: price.id, quantity } : same[index])).filter((one) => one !== undefined);
  sandbox.store.atomically(() => {
    releaseSchedule(portal, subscription);
    const { id } = callOwnApi(sandbox, 'POST', '/v1/subscription_schedules', { from_subscription: subscription.id }) as { id: string };
    const now = { items: same, discounts, start_date: item.current_period_start, end_date: item.current_period_end };
    const then = {
      items: changed, discounts, duration: { interval: price.recurring?.interval ?? 'month', interval_count: price.recurring?.interval_count ?? 1 }, proration_behavior: 'none',
      ...flowDiscounts(portal, change),
    };
    callOwnApi(sandbox, 'POST', `/v1/subscription_schedules/${id}`, { phases: [now, then], end_behavior: 'release', proration_behavior: 'none' });
  });
  return { done: 'scheduled' };
}

function commit(portal: Portal, change: Change, at: number): Done {
  const { sandbox } = portal;
  const { subscription } = change;
  if (isLater(portal, change)) return commitLater(portal, change);
  const isProrated = portal.configuration.features.subscription_update.proration_behavior !== 'none';
  sandbox.store.atomically(() => {
    releaseSchedule(portal, subscription);
    callOwnApi(sandbox, 'POST', `/v1/subscriptions/${subscription.id}`, {
      items: details(change), ...prorationOf(portal, change), ...(isProrated ? { proration_date: at } : {}), ...flowDiscounts(portal, change),
      ...(isProrated || isTrialOver(portal, subscription) ? { payment_behavior: 'error_if_incomplete' } : {}),
    });
  });
  return { done: 'updated' };
}

/** The change that the session was opened for: it may be more than the customer could choose. */
function isFlowChange({ session }: Portal, item: SubscriptionItem, price: string | null, quantity: number): boolean {
  const own = session.flow?.subscription_update_confirm?.items.find(({ id }) => id === item.id);
  return own !== undefined && (own.price ?? item.price.id) === price && (own.quantity ?? item.quantity ?? 1) === quantity;
}

/** Choose a plan, see what it costs, confirm. The preview and the change share one instant. */
export const updateStep: Step = (portal, method, subject, url, form) => {
  const subscription = liveSubscription(portal, subject);
  const item = subscription?.items.data[0];
  if (!subscription || !item || !isUpdatable(subscription)) return redirect(`${portal.path}/home`);
  const sent = method === 'POST' ? form : url.searchParams;
  const wanted = sent.get('price') ?? (sent.has('quantity') ? item.price.id : null);
  const choice = pricesFor(portal, subscription, item.price.id).find(({ price }) => price.id === wanted);
  const quantity = Number(sent.get('quantity') ?? item.quantity ?? 1);
  const isFlow = isFlowChange(portal, item, wanted, quantity);
  const price = choice?.price ?? (isFlow ? portal.sandbox.store.get('price', wanted ?? '') : undefined);
  if (!price || !Number.isInteger(quantity) || quantity < 1) return choosePage(portal, subscription, item);
  const limits = choice?.offer.adjustable_quantity;
  const allowed = isFlow ? quantity : limits?.enabled && allows(portal, 'quantity') ? Math.min(Math.max(quantity, limits.minimum), limits.maximum ?? quantity) : (item.quantity ?? 1);
  const change: Change = { subscription, item, price, quantity: allowed };
  if (price.id === item.price.id && allowed === (item.quantity ?? 1)) return choosePage(portal, subscription, item);
  return method === 'POST' ? commit(portal, change, Number(form.get('at') ?? portal.sandbox.clock.now())) : confirmPage(portal, change);
};
