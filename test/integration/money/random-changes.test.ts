import fc from 'fast-check';
import type Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import type { ChangePreviewView, ChangeResult, InvoiceLineView } from '@/lib/domain/views/billing-view';
import { Subscriber, Time } from '@/test/integration/billing/subscriber';
import { currencies, openMoneyShop } from './money-shop';
import { long, seed, sizes } from './sizes';

const shop = openMoneyShop();
const time = new Time(() => shop.it);

const codes = ['TENTH', 'THIRD', 'MONTHS', 'FLAT'] as const;
type Code = (typeof codes)[number];

beforeAll(async () => {
  const { coupons, promotionCodes } = shop.it.stripe;
  const offer = async (code: string, terms: Stripe.CouponCreateParams) => promotionCodes.create({ code, promotion: { type: 'coupon', coupon: (await coupons.create(terms)).id } });
  await offer('TENTH', { percent_off: 10, duration: 'forever' });
  await offer('THIRD', { percent_off: 33.3, duration: 'once' });
  await offer('MONTHS', { percent_off: 12.5, duration: 'repeating', duration_in_months: 3 });
  for (const currency of currencies) await offer(`FLAT${currency.toUpperCase()}`, { amount_off: 1_237, currency, duration: 'forever' });
});

const wishes = fc.record({
  plan: fc.constantFrom('solo', 'trial', 'team', 'metered'), interval: fc.constantFrom('month' as const, 'year' as const), seats: fc.integer({ min: 1, max: 12 }),
  code: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...codes) }),
  /** What happens between seeing and confirming. */
  meanwhile: fc.oneof({ weight: 3, arbitrary: fc.constant('nothing' as const) }, { weight: 2, arbitrary: fc.constantFrom('minutes' as const, 'credit' as const, 'tooLate' as const, 'elsewhere' as const) }),
});
const lives = fc.record({
  currency: fc.constantFrom(...currencies), first: wishes, changes: fc.array(wishes, { minLength: 4, maxLength: 4 }),
  balance: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -30_000, max: 4_000 }) }),
});
/** People who live at the same time. `pauses` are the seconds before each round of changes. */
const worlds = fc.record({
  lives: fc.array(lives, { minLength: 5, maxLength: 5 }), isLong: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  pauses: fc.array(fc.oneof(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 1, max: 12 * 86_400 }), fc.integer({ min: 1, max: 60 * 86_400 })), { minLength: 4, maxLength: 4 }),
});
type Wish = typeof wishes extends fc.Arbitrary<infer T> ? T : never;
type Given = typeof lives extends fc.Arbitrary<infer T> ? T : never;

const isPerSeat = (plan: string): boolean => plan === 'team' || plan === 'metered';
/** What an invoice takes, at once or, where that is too little to be charged, with the next one. */
const takenBy = ({ amount_due, total, starting_balance }: Stripe.Invoice): number => (amount_due > 0 ? amount_due : Math.max(0, total + starting_balance));
const counts = { changes: 0, charged: 0, scheduled: 0, stale: 0, renewals: 0 };

/** Somebody with a subscription, and what the last preview said of the next invoice. */
class Life {
  private readonly used = new Set<Code>();
  private known: string[] = [];
  /** What came to pass, for whoever looks into a failure. */
  readonly story: object[] = [];
  private next: ChangePreviewView['nextInvoice'] = null;

  private constructor(readonly one: Subscriber, private readonly given: Given) {}

  static async begin(given: Given): Promise<Life> {
    const shopHere = shop.in(given.currency);
    const one = new Subscriber(shopHere, await shopHere.workspace(), time.now);
    const life = new Life(one, given);
    const preview = await life.preview(given.first);
    const bought = await one.confirm(preview);
    if (bought.kind !== 'checkout') throw new Error(`expected a checkout, got ${bought.kind}`);
    expect(await shop.it.pay(bought.sessionId)).toBe(200);
    await one.sync();
    const [invoice] = await one.invoices();
    if (preview.trialEnd === null && invoice) await life.expectShown(preview, invoice);
    else expect([preview.dueNowMinor, invoice?.amount_due ?? 0]).toEqual([0, 0]);
    if (given.balance !== 0) await one.shop.stripe.customers.createBalanceTransaction(await one.shop.customerOf(one.workspace), { amount: given.balance, currency: given.currency });
    return life;
  }

  tell = (act: () => Promise<void>): Promise<void> =>
    act().catch((reason: unknown) => {
      const { currency, balance, first } = this.given;
      throw new Error(`${reason instanceof Error ? reason.message : String(reason)}\n${[{ currency, balance, first }, ...this.story].map((line) => JSON.stringify(line)).join('\n')}`, { cause: reason });
    });

  async changeIn(round: number): Promise<void> {
    const wish = this.given.changes[round];
    if (wish) await this.change(wish);
  }

  private async change(wish: Wish): Promise<void> {
    const shown = await this.preview(wish);
    await this.pass(wish);
    const known = (await this.one.invoices()).map((invoice) => invoice.id);
    const { preview, result } = await this.confirm(shown);
    this.next = null;
    counts.changes += 1;
    if (result === null) return;
    this.next = preview.nextInvoice;
    const { kind, when, dueNowMinor, creditLeftMinor, nextInvoice } = preview;
    this.story.push({ at: time.now().toISOString(), wish, kind, when, dueNowMinor, creditLeftMinor, nextInvoice });
    expect(result.kind).toBe(preview.when === 'now' ? 'applied' : 'scheduled');
    const made = (await this.one.invoices()).filter((invoice) => !known.includes(invoice.id));
    this.known = [...known, ...made.map((invoice) => invoice.id)];
    if (preview.lines.length === 0) {
      expect([preview.dueNowMinor, made.filter((invoice) => invoice.amount_due !== 0 || invoice.total !== 0)]).toEqual([0, []]);
      counts.scheduled += 1;
      return;
    }
    expect(made).toHaveLength(1);
    for (const invoice of made) await this.expectShown(preview, invoice);
    counts.charged += 1;
  }

  /** A wish for what is there already becomes one for the other interval. */
  private async preview({ plan, interval, seats, code }: Wish): Promise<ChangePreviewView> {
    const wanted = { plan, interval, ...(isPerSeat(plan) ? { quantity: seats } : {}) };
    const isNew = code !== null && !this.used.has(code);
    const coupon = isNew ? { coupon: code === 'FLAT' ? `FLAT${this.given.currency.toUpperCase()}` : code } : {};
    if (isNew) this.used.add(code);
    const preview = await this.one.preview({ ...wanted, ...coupon });
    return preview.kind === 'none' ? this.one.preview({ ...wanted, ...coupon, interval: interval === 'month' ? 'year' : 'month' }) : preview;
  }

  private async pass({ meanwhile, seats }: Wish): Promise<void> {
    const { stripe } = shop.it;
    if (meanwhile === 'minutes') await time.advance(0, seats / 60);
    if (meanwhile === 'tooLate') await time.advance(0, (15 + seats) / 60);
    if (meanwhile === 'credit') await stripe.customers.createBalanceTransaction(await shop.it.customerOf(this.one.workspace), { amount: -100 * seats, currency: this.given.currency });
    if (meanwhile !== 'elsewhere') return;
    const { id, items } = await this.one.subscription();
    const item = items.data.find((one) => one.price.recurring?.usage_type === 'licensed');
    await stripe.subscriptions.update(id, { items: [{ id: item?.id, quantity: (item?.quantity ?? 1) + 1 }], proration_behavior: 'always_invoice' }).catch((reason: unknown) => {
      // Beside a schedule Stripe refuses; then nothing happened.
      if ((reason as { type?: string }).type !== 'StripeInvalidRequestError') throw reason;
    });
  }

  /** As it was shown, or as it was shown afresh. No result where what was wanted had come about by itself meanwhile. */
  private async confirm(shown: ChangePreviewView): Promise<{ preview: ChangePreviewView; result: ChangeResult | null }> {
    try {
      return { preview: shown, result: await this.one.confirm(shown) };
    } catch (reason) {
      const { code, details } = reason as { code?: string; details?: { extra?: { preview?: ChangePreviewView } } };
      const preview = details?.extra?.preview;
      if (code !== 'stale_preview' || !preview) throw reason;
      counts.stale += 1;
      return { preview, result: preview.kind === 'none' ? null : await this.one.confirm(preview) };
    }
  }

  private async expectShown(preview: ChangePreviewView, invoice: Stripe.Invoice): Promise<void> {
    const told = ({ description, amountMinor, quantity, isProration }: InvoiceLineView) => ({ description, amountMinor, quantity, isProration });
    const lines = invoice.lines.data.map((line) => ({ description: line.description, amountMinor: line.amount, quantity: line.quantity, isProration: line.parent?.subscription_item_details?.proration ?? line.parent?.invoice_item_details?.proration ?? false }));
    expect(lines).toEqual(preview.lines.map(told));
    const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
    const discount = sum((invoice.total_discount_amounts ?? []).map((one) => one.amount));
    expect({ total: invoice.total, discount: 0 - discount }).toEqual({ total: sum(lines.map((line) => line.amountMinor)) - discount + 0, discount: preview.discountMinor });
    expect(preview.creditMinor + preview.chargeMinor).toBe(sum(lines.map((line) => line.amountMinor)));
    expect({ status: invoice.status, due: invoice.amount_due, paid: invoice.amount_paid }).toEqual({ status: 'paid', due: preview.dueNowMinor, paid: preview.dueNowMinor });
    const customer = await shop.it.stripe.customers.retrieve(await shop.it.customerOf(this.one.workspace));
    expect(Math.max(0, 0 - (customer as Stripe.Customer).balance)).toBe(preview.creditLeftMinor);
  }

  /** What the renewal after the last change took is what that change's preview said. */
  async expectNext(): Promise<void> {
    const { one, next } = this;
    if (!next || new Date(next.at) > time.now()) return;
    const at = Date.parse(next.at) / 1_000;
    const taken = (await one.invoices()).filter((invoice) => !this.known.includes(invoice.id) && Math.abs(invoice.created - at) < 1_200);
    expect({ at: next.at, amounts: taken.map(takenBy) }).toEqual({ at: next.at, amounts: [next.amountMinor] });
    counts.renewals += 1;
  }

  end = async () => void (await shop.it.stripe.customers.del(await shop.it.customerOf(this.one.workspace)));
}

test(`${sizes.changes} changes of random subscriptions in three currencies charge what was shown, line by line, or are shown afresh`, long, async () => {
  const rounds = Math.ceil(sizes.changes / 20);
  await fc.assert(
    fc.asyncProperty(worlds, async ({ lives: given, pauses, isLong }) => {
      const living: Life[] = [];
      for (const one of given) living.push(await Life.begin(one));
      for (const [round, seconds] of pauses.entries()) {
        await time.advance(0, seconds / 3_600);
        for (const life of living) await life.tell(() => life.changeIn(round));
      }
      await time.advance(isLong ? 370 : 33);
      for (const life of living) await life.tell(() => life.expectNext());
      for (const life of living) await life.end();
    }),
    { numRuns: rounds, endOnFailure: true, seed },
  );
  expect(counts.changes).toBeGreaterThanOrEqual(sizes.changes);
  expect(Math.min(counts.charged, counts.scheduled, counts.renewals)).toBeGreaterThan(0);
});
