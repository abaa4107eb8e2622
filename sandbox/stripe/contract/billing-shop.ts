import type Stripe from 'stripe';
import { afterAll, beforeAll, expect } from 'vitest';
import { openSandbox, type Opened } from './open-sandbox';
import { WireValidator } from './wire-validator';

export const day = 86_400;

/** What the billing tests do as a caller of the API; every answer and event is checked against the SDK's types. */
export class BillingShop {
  constructor(private readonly opened: Opened) {}

  get stripe(): Stripe {
    return this.opened.stripe;
  }

  async advance(seconds: number): Promise<void> {
    const { status, body } = await this.opened.control('/time/advance', { seconds });
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  async control(path: string, body: object): Promise<Record<string, unknown>> {
    return (await this.opened.control(path, body)).body;
  }

  async now(): Promise<number> {
    return Number((await this.opened.control('/state')).body.now);
  }

  async price(unitAmount: number, currency = 'usd', interval: 'day' | 'week' | 'month' | 'year' = 'month'): Promise<string> {
    const product = await this.stripe.products.create({ name: `Plan ${unitAmount}` });
    return (await this.stripe.prices.create({ product: product.id, currency, unit_amount: unitAmount, recurring: { interval } })).id;
  }

  /** A customer with a card that is charged by default. */
  async customer(card: string | null = 'pm_card_visa'): Promise<string> {
    const { id } = await this.stripe.customers.create({ email: 'ada@example.com' });
    if (card) await this.setCard(id, card);
    return id;
  }

  async setCard(customer: string, card: string): Promise<string> {
    const method = await this.stripe.paymentMethods.attach(card, { customer });
    await this.stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
    return method.id;
  }

  async subscribe(prices: string[], more: Partial<Stripe.SubscriptionCreateParams> = {}, card: string | null = 'pm_card_visa'): Promise<Stripe.Subscription> {
    return this.stripe.subscriptions.create({ customer: await this.customer(card), items: prices.map((price) => ({ price })), ...more });
  }

  async lines(invoice: string): Promise<number[]> {
    return (await this.stripe.invoices.retrieve(invoice)).lines.data.map((line) => line.amount);
  }

  async balance(customer: string): Promise<number> {
    const found = await this.stripe.customers.retrieve(customer);
    return found.deleted ? 0 : found.balance;
  }

  /** The events since `work` began, oldest first. */
  async eventsOf(work: () => Promise<unknown>): Promise<Stripe.Event[]> {
    await this.opened.control('/flush', {});
    const before = this.opened.inbox.received.length;
    await work();
    await this.opened.control('/flush', {});
    return this.opened.inbox.received.slice(before).map(({ event }) => event);
  }
}

export const itemOf = (subscription: Stripe.Subscription, index = 0): Stripe.SubscriptionItem => {
  const item = subscription.items.data[index];
  if (!item) throw new Error('No such item');
  return item;
};

export const latestOf = (subscription: Stripe.Subscription): string => {
  const { latest_invoice: latest } = subscription;
  return typeof latest === 'string' ? latest : (latest?.id ?? '');
};

/** One sandbox for a test file. */
export function openBilling(): { shop: BillingShop } {
  const holder: { shop?: BillingShop } = {};
  let opened: Opened | undefined;
  let validator: WireValidator | undefined;
  beforeAll(async () => {
    validator = await WireValidator.open();
    opened = await openSandbox({}, (path, body, status) => {
      if (status === 200) validator?.check(body, path);
    });
    holder.shop = new BillingShop(opened);
  }, 60_000);
  afterAll(async () => {
    await opened?.control('/flush', {});
    for (const { event } of opened?.inbox.received ?? []) validator?.check(event, 'webhook');
    await opened?.close();
    expect(validator?.failures).toEqual([]);
  });
  return {
    get shop(): BillingShop {
      if (!holder.shop) throw new Error('The shop opens before the first test');
      return holder.shop;
    },
  };
}
