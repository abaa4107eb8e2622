import type Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import { catchUpEvents } from '@/lib/services/inbound-events/catch-up-events';
import { replayInboundEvent } from '@/lib/services/inbound-events/replay-inbound-event';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { openShop } from '@/test/integration/billing/shop';
import { Subscriber, Time } from '@/test/integration/billing/subscriber';
import { expectBooks } from './books';
import { Chances } from './chances';
import { scriptedLife, type Step } from './life';
import { long, seed, sizes } from './sizes';

const shop = openShop();
const time = new Time(() => shop.it);
const ctx = () => shop.it.ctx({ now: time.now() });
const operator = () => shop.it.ctx({ now: time.now(), actor: { kind: 'operator', userId: 'usr_staff', sessionId: 'ses_staff', ip: '127.0.0.1' } });

/** Stripe itself delivers nothing here, and knows that it did not. */
beforeAll(async () => {
  await shop.it.control('webhooks', { drop: true });
  await shop.it.stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['*'] });
});

/** Every event since one, oldest first. */
const eventsAfter = async (last: string | undefined): Promise<Stripe.Event[]> => {
  const found: Stripe.Event[] = [];
  for await (const event of shop.it.stripe.events.list({ limit: 100 })) {
    if (event.id === last) break;
    found.push(event);
  }
  return found.reverse();
};

/** The wires between Stripe and us: late, out of order, several times, or never. */
class Wires {
  private events: Stripe.Event[] = [];
  private readonly lost = new Set<string>();
  delivered = 0;
  private last: string | undefined;

  constructor(private readonly one: Subscriber, private readonly chances: Chances) {}

  async listen(): Promise<void> {
    const news = await eventsAfter(this.last);
    this.last = news.at(-1)?.id ?? this.last;
    for (const { id } of news) if (this.chances.oneIn(8)) this.lost.add(id);
    this.events.push(...news.filter(({ id }) => !this.lost.has(id)));
  }

  /** So many of all that ever happened, new or old, in any order, some at the same time. */
  async deliver(count: number): Promise<void> {
    for (let left = count; left > 0 && this.events.length > 0; ) {
      const together = Array.from({ length: Math.min(left, 1 + this.chances.below(6)) }, () => this.chances.pick(this.events));
      left -= together.length;
      this.delivered += together.length;
      // Now and then two workers are at it, while somebody looks at the page to which Stripe sent them back.
      const meanwhile = this.chances.oneIn(3) ? [shop.it.work(ctx), shop.it.work(ctx), this.one.sync()] : [];
      await Promise.all([...meanwhile, ...together.map((event) => shop.it.deliver(event))]);
    }
    await shop.it.work(ctx);
  }

  async deliverRest(): Promise<void> {
    for (const event of this.chances.shuffled(this.events)) await shop.it.deliver(event);
    await shop.it.work(ctx);
  }
}

const liveThrough = async (one: Subscriber, steps: Step[], wires: Wires, chances: Chances): Promise<void> => {
  for (const step of steps) {
    await step.run();
    await wires.listen();
    // Now and then nothing arrives for a while.
    if (!chances.oneIn(4)) await wires.deliver(Math.ceil(sizes.deliveries / steps.length));
  }
  await wires.deliver(Math.max(0, sizes.deliveries - wires.delivered));
  await wires.deliverRest();
  for (const name of ['catch up', 'once more']) {
    await catchUpEvents(ctx());
    await shop.it.work(ctx);
    if (name === 'catch up') await one.sync();
  }
};

const rowsOf = async ({ workspace }: Subscriber) => {
  const { db } = shop.it.database;
  const where = { where: { workspaceId: workspace.id } };
  const [history, mails, grants, entries] = [await db.subscriptionChange.findMany(where), await db.email.findMany(where), await db.creditGrant.findMany(where), await db.creditEntry.findMany({ where: { grant: { workspaceId: workspace.id } } })];
  return { history, mails, grants, entries };
};
type Rows = Awaited<ReturnType<typeof rowsOf>>;

const count = (items: readonly string[], wanted: string): number => items.filter((item) => item === wanted).length;
const twins = (texts: string[]): string[] => texts.filter((text, i) => texts.indexOf(text) !== i);

/** Nothing is told twice, in other words or under another key; what we did is told, and nothing is told that did not happen. */
const expectToldOnce = ({ history, mails }: Rows, steps: Step[]): void => {
  expect(twins(history.map((row) => JSON.stringify([row.type, row.from, row.to, row.effectiveAt])))).toEqual([]);
  expect(twins(mails.map((row) => JSON.stringify([row.recipient, row.kind, row.data])))).toEqual([]);
  const surely = ['started', ...steps.flatMap((step) => step.surely ?? [])];
  const perhaps = steps.flatMap((step) => step.perhaps ?? []);
  const types = history.map((row) => row.type);
  for (const type of new Set([...types, ...surely, ...perhaps])) {
    expect([type, count(types, type)]).toEqual([type, Math.min(Math.max(count(types, type), count(surely, type)), count(surely, type) + count(perhaps, type))]);
  }
};

const told: [mail: string, types: string[]][] = [
  ['change_confirmed', ['upgraded', 'downgraded', 'seats_changed', 'interval_changed']], ['change_scheduled', ['downgrade_scheduled']], ['change_undone', ['cancel_undone', 'schedule_undone']],
  ['payment_failed', ['payment_failed']], ['payment_recovered', ['recovered']],
];

/** A mail for each line of history, a receipt for each payment, a grant for each paid page. */
const expectComplete = async ({ history, mails, grants, entries }: Rows, one: Subscriber): Promise<void> => {
  const [types, kinds] = [history.map((row) => row.type), mails.map((row) => row.kind)];
  for (const [mail, causes] of told) expect([mail, count(kinds, mail)]).toEqual([mail, types.filter((type) => causes.includes(type)).length]);
  expect(count(kinds, 'canceled') + count(kinds, 'ended')).toBe(count(types, 'cancel_scheduled') + count(types, 'canceled'));
  const paid = (await one.invoices()).filter((invoice) => invoice.amount_paid > 0);
  expect(mails.filter((row) => row.kind === 'receipt').map((row) => row.key).sort()).toEqual(paid.map((invoice) => `receipt:${invoice.id}`).sort());
  const { data: sessions } = await shop.it.stripe.checkout.sessions.list({ customer: await shop.it.customerOf(one.workspace), limit: 100 });
  const bought = sessions.filter((session) => session.mode === 'payment' && session.payment_status === 'paid').map((session) => session.id).sort();
  expect(grants.map((grant) => grant.sourceKey).sort()).toEqual(bought);
  expect(mails.filter((row) => row.kind === 'credits_bought').map((row) => row.key).sort()).toEqual(bought.map((id) => `credits_bought:${id}`));
  expect(entries.map((entry) => [entry.kind, Number(entry.units)]).sort()).toEqual([['granted', 10_000], ['granted', 100_000], ['refunded', -4_000]]);
};

/** Applying what was applied changes nothing. */
const expectSettled = async (one: Subscriber, chances: Chances, before: Rows): Promise<void> => {
  const customerId = await shop.it.customerOf(one.workspace);
  const applied = await shop.it.database.db.inboundEvent.findMany({ where: { customerId, status: 'applied' }, select: { id: true }, orderBy: { id: 'asc' } });
  for (const { id } of chances.shuffled(applied).slice(0, 5)) expect(await replayInboundEvent(operator(), { id })).toMatchObject({ status: 'applied', effect: [] });
  expect(await rowsOf(one)).toEqual(before);
  expect(await shop.it.database.db.inboundEvent.count({ where: { status: { in: ['received', 'quarantined'] } } })).toBe(0);
};

test(`${sizes.seeds} lives of ${sizes.deliveries} deliveries each, shuffled, duplicated and lost, then caught up, end as Stripe says, with each fact told and granted once`, long, async () => {
  for (let i = 0; i < sizes.seeds; i += 1) {
    const own = (seed ?? 1) + i;
    const chances = new Chances(own);
    const one = await Subscriber.with(shop.it, { now: time.now });
    const wires = new Wires(one, chances);
    const steps = scriptedLife(shop.it, one, time, chances);
    await liveThrough(one, steps, wires, chances);
    const rows = await rowsOf(one);
    try {
      expectToldOnce(rows, steps);
      await expectComplete(rows, one);
      await expectSettled(one, chances, rows);
      await expectBooks(shop.it, one.workspace, time.now());
    } catch (reason) {
      throw new Error(`seed ${own}: SEED=${own} SEEDS=1 shows it again`, { cause: reason });
    }
    expect(wires.delivered).toBeGreaterThanOrEqual(sizes.deliveries);
    await shop.it.stripe.customers.del(await shop.it.customerOf(one.workspace));
    await one.sync();
  }
  expect((await verifyBooks(ctx(), {})).findings).toEqual([]);
});
