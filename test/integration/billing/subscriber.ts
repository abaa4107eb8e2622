import type Stripe from 'stripe';
import { moveClock } from '@/lib/adapters/clock';
import type { ChangePreviewView, ChangeResult } from '@/lib/domain/views/billing-view';
import { buyFirst } from '@/lib/services/subscriptions/buy-first';
import { changeSubscription, type changeSubscriptionInput } from '@/lib/services/subscriptions/change-subscription';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { listHistory } from '@/lib/services/subscriptions/list-history';
import { previewChange, type previewChangeInput } from '@/lib/services/subscriptions/preview-change';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import type { z } from 'zod';
import type { CtxOptions } from '@/test/harness';
import type { Shop } from './shop';

type Workspace = Awaited<ReturnType<Shop['workspace']>>;
type Wanted = z.input<typeof previewChangeInput>;
type Confirmed = z.input<typeof changeSubscriptionInput>;

type Bought = { plan?: string; interval?: 'month' | 'year'; quantity?: number; card?: string; coupon?: string; now?: () => Date };

/** Time as the sandbox and the product see it together: one per test file, moved forward only. */
export class Time {
  private offsetMs = 0;
  constructor(private readonly shop: () => Shop) {}

  now = (): Date => new Date(Date.now() + this.offsetMs);

  /** Moves Stripe's clock, the database's and that of everybody here. Answers what falls due on the way. */
  async advance(days: number, hours = 0): Promise<void> {
    const seconds = Math.round(days * 86_400 + hours * 3_600);
    const status = await this.shop().control('time/advance', { seconds });
    if (status !== 200) throw new Error(`the sandbox did not advance: ${status}`);
    this.offsetMs += seconds * 1_000;
    await moveClock(this.shop().database.sql, this.offsetMs);
  }

  /** To this instant, or a little after it. */
  async advanceTo(at: string | Date, secondsAfter = 60): Promise<void> {
    const left = (new Date(at).getTime() - this.now().getTime()) / 1_000 + secondsAfter;
    await this.advance(left / 86_400);
  }
}

/** A workspace with a paid subscription, and what its members and Stripe do. */
export class Subscriber {
  constructor(readonly shop: Shop, readonly workspace: Workspace, private readonly now: () => Date = () => new Date()) {}

  static with = async (shop: Shop, given: Bought = {}): Promise<Subscriber> => Subscriber.buying(shop, await shop.workspace(), given);

  static async buying(shop: Shop, workspace: Workspace, given: Bought): Promise<Subscriber> {
    const one = new Subscriber(shop, workspace, given.now);
    const { plan = 'starter', interval = 'month', quantity, coupon } = given;
    const bought = await buyFirst(one.ctx(), { plan, interval, ...(quantity === undefined ? {} : { quantity }), ...(coupon === undefined ? {} : { coupon }) });
    if (bought.kind !== 'checkout') throw new Error(`expected a checkout, got ${bought.kind}`);
    const status = await shop.pay(bought.sessionId, given.card);
    if (status !== 200) throw new Error(`the checkout was not paid: ${status}`);
    await one.sync();
    return one;
  }

  ctx = (options: CtxOptions & { role?: 'owner' | 'admin' | 'billing' | 'member' } = {}) => this.shop.member(this.workspace, { now: this.now(), ...options });
  sync = () => syncSubscription(this.shop.ctx({ now: this.now() }), { workspaceId: this.workspace.id });
  preview = (wanted: Wanted): Promise<ChangePreviewView> => previewChange(this.ctx(), wanted);
  current = () => getCurrentSubscription(this.ctx());
  history = async () => (await listHistory(this.ctx(), { limit: 100 })).data;
  types = async () => (await this.history()).map((entry) => entry.type).reverse();

  confirm(preview: ChangePreviewView, given: Partial<Confirmed> = {}): Promise<ChangeResult> {
    const { to, previewId } = preview;
    return changeSubscription(this.ctx(), { plan: to.plan.id, interval: to.interval ?? 'month', quantity: to.quantity, previewId, ...given });
  }

  /** Shown, then confirmed as shown. */
  async change(wanted: Wanted): Promise<{ preview: ChangePreviewView; result: ChangeResult }> {
    const preview = await this.preview(wanted);
    return { preview, result: await this.confirm(preview) };
  }

  async subscription(): Promise<Stripe.Subscription> {
    const [one] = (await this.shop.stripe.subscriptions.list({ customer: await this.shop.customerOf(this.workspace), status: 'all', limit: 1 })).data;
    if (!one) throw new Error('there is no subscription');
    return one;
  }

  invoices = async (): Promise<Stripe.Invoice[]> => (await this.shop.stripe.invoices.list({ customer: await this.shop.customerOf(this.workspace), limit: 100 })).data;

  /** Puts another card on file and makes it the one that pays. */
  async useCard(token: string): Promise<void> {
    const customer = await this.shop.customerOf(this.workspace);
    const method = await this.shop.stripe.paymentMethods.attach(token, { customer });
    await this.shop.stripe.subscriptions.update((await this.subscription()).id, { default_payment_method: method.id });
  }

  /** What the customer does on the bank's page. */
  async answerBank(invoiceId: string, result: 'complete' | 'fail' = 'complete'): Promise<void> {
    const invoice = await this.shop.stripe.invoices.retrieve(invoiceId, { expand: ['payments'] });
    const paying = await this.shop.stripe.paymentIntents.retrieve(invoice.payments?.data[0]?.payment.payment_intent as string);
    const page = `${this.shop.sandboxUrl}/challenge/${paying.id}?client_secret=${encodeURIComponent(paying.client_secret ?? '')}`;
    const answer = await fetch(page, { method: 'POST', body: new URLSearchParams({ result }) });
    if (answer.status !== 200) throw new Error(`the bank's page answered ${answer.status}`);
  }

  /** Kinds of the mail that was queued, in alphabetical order. */
  mails = async (): Promise<string[]> => {
    const rows = await this.shop.database.db.email.findMany({ where: { workspaceId: this.workspace.id }, select: { kind: true } });
    return rows.map((row) => row.kind).sort();
  };

  intents = () => this.shop.database.db.changeIntent.findMany({ where: { workspaceId: this.workspace.id }, orderBy: { createdAt: 'asc' } });
}
