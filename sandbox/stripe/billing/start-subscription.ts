import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import { renderItem, renderSubscription, type Subscription, type SubscriptionItem } from '@/sandbox/stripe/resources/render-subscription';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { setDiscounts, type WantedDiscount } from './discounts';
import { draftInvoice } from './draft-invoice';
import { isMetered } from './line-amount';
import { boundary } from './period';
import { debitsFor, writeProrations } from './prorations';
import { redeem, type Redemption } from './redeem';

const threeDays = 3 * 86_400;

export interface NewSubscription {
  customer: ApiRecords['customer'];
  lines: { price: ApiRecords['price']; quantity: number; metadata?: Record<string, string> }[];
  trialEnd: number | null;
  metadata: Record<string, string>;
  description: string | null;
  paymentMethod: string | null;
  discounts?: readonly WantedDiscount[];
  /** Checked already, with the amount they are taken from. */
  redemptions?: readonly Redemption[];
  /** When the first whole period starts; the time before it is prorated, or free. */
  anchor?: number | null;
  isStubFree?: boolean;
  /** What else is set on it, before anything is charged; as a function when it depends on the periods. */
  fields?: Partial<Subscription> | ((made: Subscription) => Partial<Subscription>);
}

function newItem(sandbox: Sandbox, subscription: string, line: NewSubscription['lines'][number], index: number, end: (price: ApiRecords['price']) => number): SubscriptionItem {
  const { price, quantity, metadata } = line;
  const now = sandbox.clock.now();
  if (!price.recurring) {
    throw invalidRequest('The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.', undefined, `items[${index}][price]`);
  }
  return renderItem({ id: sandbox.ids.next('si'), created: now, subscription, price, quantity, period: { start: now, end: end(price) }, metadata });
}

/** Writes the subscription (incomplete, or trialing) and the draft of its first invoice; without anything to put on it there is none, and it is active. */
export function beginSubscription(sandbox: Sandbox, given: NewSubscription): { subscription: Subscription; draft: ApiRecords['invoice'] | null } {
  const { store, clock, ids } = sandbox;
  const now = clock.now();
  const id = ids.next('sub');
  const stubEnd = given.anchor ?? null;
  const anchor = given.trialEnd ?? stubEnd ?? now;
  const end = (price: ApiRecords['price']): number => given.trialEnd ?? stubEnd ?? boundary(anchor, price.recurring ?? { interval: 'month', interval_count: 1 }, 1);
  const items = given.lines.map((line, index) => newItem(sandbox, id, line, index, end));
  const currency = given.lines[0]?.price.currency ?? 'usd';
  const customer = store.transition('customer', { ...given.customer, currency });
  const rendered = renderSubscription({
    id, created: now, customer: customer.id, items, currency, anchor, trialEnd: given.trialEnd, metadata: given.metadata, description: given.description,
    paymentMethod: given.paymentMethod, testClock: customer.test_clock ?? null,
  });
  const bare: Subscription = { ...rendered, ...(typeof given.fields === 'function' ? given.fields(rendered) : given.fields) };
  const redeemed = (given.redemptions ?? []).map((one) => redeem(sandbox, one, { customer: customer.id, subscription: id }).id);
  const fresh: Subscription = { ...bare, discounts: [...setDiscounts(sandbox, bare, given.discounts ?? []), ...redeemed] };
  const isStub = given.trialEnd === null && stubEnd !== null;
  const isBilled = items.some((item) => !isMetered(item.price)) && !(isStub && given.isStubFree);
  const latest = isBilled ? ids.next('in') : null;
  const subscription = store.transition('subscription', { ...fresh, latest_invoice: latest, status: latest || fresh.status === 'trialing' ? fresh.status : 'active' });
  if (isStub && isBilled) writeProrations(sandbox, subscription, { credits: [], debits: debitsFor(sandbox, subscription, items, now, (item) => item.current_period_end) });
  const draft = latest
    ? draftInvoice(sandbox, {
        id: latest, subscription, customer, reason: 'subscription_create', closed: { start: now, end: now }, items: isStub ? [] : items, waits: false,
      })
    : null;
  noticeShortTrial(sandbox, subscription);
  return { subscription, draft };
}

/** A trial that ends within three days is announced at once. */
function noticeShortTrial({ store, clock }: Sandbox, subscription: Subscription): void {
  if (subscription.trial_end === null || subscription.trial_end - clock.now() >= threeDays) return;
  store.save('trial_notice', { id: subscription.id });
  store.emit('customer.subscription.trial_will_end', subscription);
}

/** The same for Checkout, whose items always make an invoice. */
export function startSubscription(sandbox: Sandbox, given: NewSubscription): { subscription: Subscription; draft: ApiRecords['invoice'] } {
  const { subscription, draft } = beginSubscription(sandbox, given);
  if (!draft) throw invalidRequest('The sandbox does not sell usage alone in Checkout.', 'sandbox_unsupported', 'line_items');
  return { subscription, draft };
}
