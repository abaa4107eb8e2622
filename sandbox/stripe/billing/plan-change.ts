import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import { findPrice } from '@/sandbox/stripe/resources/prices';
import { renderItem, withPrice, type Subscription, type SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import { mergeMetadata, type MetadataChange } from '@/sandbox/stripe/http/param-spec';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { creditsFrom } from './debit-ledger';
import { boundary, periodAt, type Interval } from './period';
import { debitsFor, type Prorations } from './prorations';

export interface ItemChange {
  id?: string;
  price?: string;
  quantity?: number;
  deleted?: boolean;
  metadata?: MetadataChange;
}
export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none';

export interface Change {
  items?: ItemChange[];
  proration: ProrationBehavior;
  /** The instant to which prorations are counted; now when left out. */
  prorationDate?: number;
  anchor?: 'now' | 'unchanged';
  trialEnd?: 'now' | number;
  /** Everything that bills nothing: metadata, discounts, the card, the cancellation. */
  fields?: Partial<Subscription>;
}

export interface Plan extends Prorations {
  next: Subscription;
  /** The period starts anew, so that every item is charged for it now. */
  isReset: boolean;
  /** Item ids whose former charges give no credit any more. */
  forfeited: string[];
}

const sameInterval = (a: Interval, b: Interval): boolean => a.interval === b.interval && a.interval_count === b.interval_count;

function recurringPrice(sandbox: Sandbox, id: string, currency: string, at: string): SubscriptionItem['price'] {
  const price = findPrice(sandbox, id, `${at}[price]`);
  if (!price.recurring) {
    throw invalidRequest('The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.', undefined, `${at}[price]`);
  }
  if (!price.active) throw invalidRequest('The price specified is inactive. This field only accepts active prices.', undefined, `${at}[price]`);
  if (price.currency !== currency) {
    throw invalidRequest(`The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`, undefined, `${at}[price]`);
  }
  return price;
}

/** The period that an item with this price is in: the one of an item with the same interval, or the one counted from the anchor. */
function periodFor(sandbox: Sandbox, { items, billing_cycle_anchor }: Subscription, recurring: Interval): { start: number; end: number } {
  const alike = items.data.find((item) => item.price.recurring && sameInterval(item.price.recurring, recurring));
  return alike ? { start: alike.current_period_start, end: alike.current_period_end } : periodAt(billing_cycle_anchor, recurring, sandbox.clock.now());
}

function changedItem(sandbox: Sandbox, before: Subscription, item: SubscriptionItem, change: ItemChange, at: string): SubscriptionItem {
  const price = change.price === undefined ? item.price : recurringPrice(sandbox, change.price, before.currency, at);
  const isOther = price.id !== item.price.id;
  const quantity = change.quantity ?? (isOther ? 1 : (item.quantity ?? 1));
  const metadata = change.metadata === undefined ? item.metadata : mergeMetadata(item.metadata, change.metadata);
  const isOver = item.current_period_end <= sandbox.clock.now();
  if (isOver || !price.recurring || !item.price.recurring || sameInterval(price.recurring, item.price.recurring)) return withPrice({ ...item, metadata }, price, quantity);
  const { start, end } = periodFor(sandbox, before, price.recurring);
  return withPrice({ ...item, metadata, current_period_start: start, current_period_end: end }, price, quantity);
}

function addedItem(sandbox: Sandbox, before: Subscription, change: ItemChange, at: string): SubscriptionItem {
  if (change.price === undefined) throw invalidRequest(`Missing required param: ${at}[price].`, 'parameter_missing', `${at}[price]`);
  if (change.deleted) throw invalidRequest(`Missing required param: ${at}[id].`, 'parameter_missing', `${at}[id]`);
  const price = recurringPrice(sandbox, change.price, before.currency, at);
  if (before.items.data.some((item) => item.price.id === price.id)) {
    throw invalidRequest(`Cannot add multiple subscription items with the same plan: ${price.id}`, undefined, `${at}[price]`);
  }
  return renderItem({
    id: sandbox.ids.next('si'), created: sandbox.clock.now(), subscription: before.id, price, quantity: change.quantity ?? 1,
    period: periodFor(sandbox, before, price.recurring ?? { interval: 'month', interval_count: 1 }), metadata: mergeMetadata({}, change.metadata),
  });
}

function nextItems(sandbox: Sandbox, before: Subscription, changes: ItemChange[]): SubscriptionItem[] {
  let items = before.items.data;
  changes.forEach((change, index) => {
    const at = `items[${index}]`;
    if (change.id === undefined) {
      items = [...items, addedItem(sandbox, before, change, at)];
      return;
    }
    if (!items.some((item) => item.id === change.id)) throw noSuch('subscription_item', change.id, `${at}[id]`);
    items = items.flatMap((item) => (item.id !== change.id ? [item] : change.deleted ? [] : [changedItem(sandbox, before, item, change, at)]));
  });
  if (items.length === 0) throw invalidRequest('A subscription must have at least one active plan. Cancel the subscription instead.', undefined, 'items');
  return items;
}

/** A period that starts now: up to the trial's end, or to the first boundary of the new anchor. */
function restart(before: Subscription, items: SubscriptionItem[], now: number, trialEnd: number | null): Partial<Subscription> {
  const anchor = trialEnd ?? now;
  const data = items.map((item) => ({
    ...item, current_period_start: now, current_period_end: trialEnd ?? boundary(now, item.price.recurring ?? { interval: 'month', interval_count: 1 }, 1),
  }));
  const trial: Partial<Subscription> = trialEnd === null
    ? before.trial_end !== null && before.trial_end > now ? { trial_end: now } : {}
    : { trial_end: trialEnd, trial_start: before.status === 'trialing' ? before.trial_start : now };
  return {
    ...trial, billing_cycle_anchor: anchor, items: { ...before.items, data },
    status: trialEnd !== null ? 'trialing' : before.status === 'trialing' ? 'active' : before.status,
  };
}

const isSame = (a: SubscriptionItem, b: SubscriptionItem | undefined): boolean => b !== undefined && a.price.id === b.price.id && (a.quantity ?? 1) === (b.quantity ?? 1);

function resetOf(sandbox: Sandbox, before: Subscription, { anchor, trialEnd }: Change): { trialEnd: number | null } | null {
  const now = sandbox.clock.now();
  if (trialEnd === 'now') return before.status === 'trialing' ? { trialEnd: null } : null;
  if (trialEnd !== undefined) {
    if (trialEnd <= now) throw invalidRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', undefined, 'trial_end');
    return trialEnd === before.trial_end ? null : { trialEnd };
  }
  return anchor === 'now' ? { trialEnd: null } : null;
}

function checkDate(before: Subscription, at: number): void {
  const isInside = before.items.data.every((item) => at >= item.current_period_start && at <= item.current_period_end);
  if (!isInside) throw invalidRequest('Cannot specify `proration_date` outside of the current period.', undefined, 'proration_date');
}

/** Where the charges for an item end: with its period, or with the subscription. */
export const chargedUntil = (item: SubscriptionItem, subscription: Subscription): number => Math.min(item.current_period_end, subscription.cancel_at ?? item.current_period_end);

/** What a change makes of the subscription, and what it credits and charges. Writes nothing. */
export function planChange(sandbox: Sandbox, before: Subscription, change: Change): Plan {
  const now = sandbox.clock.now();
  const at = change.prorationDate ?? now;
  if (change.prorationDate !== undefined) checkDate(before, at);
  const items = nextItems(sandbox, before, change.items ?? []);
  const reset = resetOf(sandbox, before, change);
  const base: Subscription = { ...before, ...change.fields, items: { ...before.items, data: items } };
  const next: Subscription = reset ? { ...base, ...restart(base, items, now, reset.trialEnd) } : base;
  const removed = before.items.data.filter((item) => !items.some((one) => one.id === item.id));
  const altered = items.filter((item) => !isSame(item, before.items.data.find((one) => one.id === item.id)));
  const touched = reset ? before.items.data : [...removed, ...before.items.data.filter((item) => altered.some((one) => one.id === item.id))];
  const isFree = change.proration === 'none';
  if (reset) {
    const credits = isFree ? [] : touched.flatMap((item) => creditsFrom(sandbox, item.id, at));
    return { next, credits, debits: [], isReset: true, forfeited: isFree ? touched.map((item) => item.id) : [] };
  }
  if (isFree) return { next, credits: [], debits: [], isReset: false, forfeited: removed.map((item) => item.id) };
  const ending = cancellationProrations(sandbox, before, next, at, new Set(touched.map((item) => item.id)));
  const credits = [...touched.flatMap((item) => creditsFrom(sandbox, item.id, at)), ...ending.credits];
  const charged = next.status === 'trialing' ? [] : debitsFor(sandbox, next, altered, at, (item) => chargedUntil(item, next));
  return { next, credits, debits: [...charged, ...ending.debits], isReset: false, forfeited: [] };
}

/** A cancellation inside the period gives back the time after it; taking it back charges that time again. */
function cancellationProrations(sandbox: Sandbox, before: Subscription, next: Subscription, at: number, touched: ReadonlySet<string>): Prorations {
  const kept = next.items.data.filter((item) => !touched.has(item.id) && before.items.data.some((one) => one.id === item.id));
  const shorter = kept.filter((item) => chargedUntil(item, next) < chargedUntil(item, before));
  const longer = kept.filter((item) => chargedUntil(item, next) > chargedUntil(item, before));
  return {
    credits: shorter.flatMap((item) => creditsFrom(sandbox, item.id, Math.max(at, chargedUntil(item, next)))),
    debits: next.status === 'trialing' ? [] : longer.flatMap((item) => debitsFor(sandbox, next, [item], chargedUntil(item, before), (one) => chargedUntil(one, next))),
  };
}
