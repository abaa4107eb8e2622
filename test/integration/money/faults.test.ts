import Stripe from 'stripe';
import { beforeAll, describe, expect, test } from 'vitest';
import { finishIntents } from '@/lib/services/subscriptions/finish-intents';
import { openShop } from '@/test/integration/billing/shop';
import { expectBooks } from './books';
import { faultKinds, WatchedStripe, type FaultKind, type Write } from './watched-stripe';
import type { Acting, Flow } from './flows';
import { flowsOfBuying } from './flows-of-buying';
import { flowsOfCatalogs } from './flows-of-catalogs';
import { flowsOfChanges } from './flows-of-changes';
import { long, sizes } from './sizes';
import { tracesOf } from './traces';
import { writeSites } from './write-sites';

const shop = openShop();
const flows = [...flowsOfChanges, ...flowsOfBuying, ...flowsOfCatalogs];

/** How somebody comes back to what went wrong: by asking again, or not at all, when a job comes by. */
type Heal = 'again' | 'job';

/** The SDK's own pauses between its tries are none here. */
let impatient: Stripe;
beforeAll(() => {
  const { hostname, port } = new URL(shop.it.sandboxUrl);
  impatient = new Stripe('sk_test_shop', { host: hostname, port: Number(port), protocol: 'http', telemetry: false });
  impatient.getInitialNetworkRetryDelay = () => 0;
  impatient.getMaxNetworkRetryDelay = () => 0;
});

const watching = ({ meanwhile }: Acting, plan: { nth: number; kind: FaultKind } | null) => new WatchedStripe(impatient, shop.it.sandboxUrl, plan, meanwhile);
const tracesLeft = async ({ actor, afterwards, traces }: Acting) => {
  await afterwards?.();
  await expectBooksAfterSync(actor.one);
  return { ...(await tracesOf(shop.it, actor.one.workspace)), own: await traces?.() };
};
const expectBooksAfterSync = async (one: Acting['actor']['one']) => {
  await one.sync();
  await expectBooks(shop.it, one.workspace);
};
const forget = async ({ actor: { one } }: Acting) => {
  const { stripeCustomerId } = await shop.it.database.db.workspace.findUniqueOrThrow({ where: { id: one.workspace.id } });
  if (stripeCustomerId !== null) await shop.it.stripe.customers.del(stripeCustomerId);
};
const job = (stripe: Stripe) => finishIntents(shop.it.ctx({ stripe, now: new Date(Date.now() + 60_000) }));
const kindOf = (answer: unknown): unknown => (answer as { kind?: unknown } | null)?.kind;

/** The flow as it goes when nothing goes wrong: its writes, its answer, what it leaves. */
const undisturbed = async (flow: Flow) => {
  const acting = await flow.setUp(shop.it);
  const stripe = watching(acting, null);
  const before = await requestsWritten();
  const answer = await acting.act(acting.actor.ctx(stripe.client)).then((value) => ({ isOk: true, kind: kindOf(value) }), () => ({ isOk: false, kind: null }));
  const sent = (await requestsWritten()) - before;
  const traces = await tracesLeft(acting);
  await forget(acting);
  return { writes: stripe.writes, besides: stripe.besides, sent, answer, traces };
};

/** Writes that the sandbox took, as its own log has them. */
const requestsWritten = async (): Promise<number> => {
  const response = await fetch(`${shop.it.sandboxUrl}/_sandbox/state`);
  await response.text();
  return writtenIn(await (await fetch(`${shop.it.sandboxUrl}/_sandbox/log`)).json() as { requests: { requestId: string; method: string; path: string }[] });
};
const counted = new Set<string>();
const writtenIn = ({ requests }: { requests: { requestId: string; method: string; path: string }[] }): number => {
  for (const { requestId, method, path } of requests) if (method !== 'GET' && !path.endsWith('/create_preview')) counted.add(requestId);
  return counted.size;
};

const struck = new Map<string, Set<string>>();
const noteStruck = ({ site }: Write, kind: FaultKind): void => void struck.set(site, (struck.get(site) ?? new Set()).add(kind));

/** A flow with its nth write going wrong, healed; it must leave what it leaves undisturbed. */
const disturbed = async (flow: Flow, plan: { nth: number; kind: FaultKind }, heal: Heal, wanted: Awaited<ReturnType<typeof undisturbed>>): Promise<void> => {
  const acting = await flow.setUp(shop.it);
  const stripe = watching(acting, plan);
  const first = await acting.act(acting.actor.ctx(stripe.client)).then(() => null, (reason: unknown) => reason);
  if (!stripe.struck) throw new Error(`nothing was struck: ${String(first)}`);
  noteStruck(stripe.struck, plan.kind);
  const { client } = watching(acting, null);
  if (heal === 'job') await job(client);
  else {
    const again = await acting.act(acting.actor.ctx(client, 5)).then((value) => ({ isOk: true, kind: kindOf(value) }), (reason: unknown) => ({ isOk: false, kind: (reason as { code?: string }).code }));
    if (wanted.answer.isOk && again.isOk) expect(again).toEqual(wanted.answer);
  }
  expect(await tracesLeft(acting)).toEqual(wanted.traces);
  await forget(acting);
};

/** The writes worth striking: all of a flow, or the first of each place where the flow makes many alike. */
const strikesOf = ({ isGlobal }: Flow, writes: Write[]): number[] =>
  writes.flatMap(({ site }, i) => (isGlobal && writes.findIndex((one) => one.site === site) !== i ? [] : [i + 1]));

const named = (some: Flow[]): [string, Flow][] => some.map((flow) => [flow.name, flow]);

describe.sequential('whatever call to Stripe is lost', () => {
  let turn = 0;
  test.each(named(flows))('%s has its effect exactly once', long, async (_name, flow) => {
    const wanted = await undisturbed(flow);
    expect(wanted.writes.length).toBeGreaterThan(0);
    expect(wanted.sent).toBe(wanted.writes.length + wanted.besides);
    for (const nth of strikesOf(flow, wanted.writes)) {
      for (const kind of faultKinds) {
        turn += 1;
        const heals: Heal[] = !flow.isIntent ? ['again'] : sizes.healsEveryWay ? ['again', 'job'] : [turn % 2 === 0 ? 'again' : 'job'];
        for (const heal of heals) {
          await disturbed(flow, { nth, kind }, heal, wanted).catch((reason: unknown) => {
            const { call, site } = wanted.writes[nth - 1] ?? { call: '', site: '' };
            throw new Error(`${flow.name}: ${kind} at write ${nth}, ${call} in ${site}, healed by ${heal === 'again' ? 'asking again' : 'the job'}`, { cause: reason });
          });
        }
      }
    }
  });

  test.each(named(flowsOfChanges))('%s, asked for by eight at once, has its effect exactly once', long, async (_name, flow) => {
    const wanted = await undisturbed(flow);
    for (const nth of strikesOf(flow, wanted.writes)) {
      const acting = await flow.setUp(shop.it);
      const stripe = watching(acting, { nth, kind: 'after_commit' });
      await Promise.allSettled(Array.from({ length: 8 }, () => acting.act(acting.actor.ctx(stripe.client))));
      expect(stripe.struck).not.toBeNull();
      await job(watching(acting, null).client);
      expect({ nth, traces: await tracesLeft(acting) }).toEqual({ nth, traces: wanted.traces });
      await forget(acting);
    }
  });

  test('what was lost is not made up for once the subscription is another than the one that was shown', async () => {
    const acting = await flowsOfChanges[0]?.setUp(shop.it);
    if (!acting) throw new Error('there is no flow');
    const { one, ctx } = acting.actor;
    await expect(acting.act(ctx(watching(acting, { nth: 1, kind: 'before' }).client))).rejects.toThrow();
    const coupon = await shop.it.stripe.coupons.create({ percent_off: 10, duration: 'forever' });
    await shop.it.stripe.subscriptions.update((await one.subscription()).id, { discounts: [{ coupon: coupon.id }] });
    expect(await job(shop.it.stripe)).toBe(1);
    expect(await one.intents()).toMatchObject([{ status: 'failed' }]);
    expect(await one.invoices()).toHaveLength(1);
    await expectBooksAfterSync(one);
  });

  test('every place in the code that writes to Stripe was struck in every way', () => {
    const all = writeSites();
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter(({ site }) => struck.get(site)?.size !== faultKinds.length)).toEqual([]);
    const known = all.map(({ site }) => site);
    expect([...struck.keys()].filter((site) => !known.includes(site))).toEqual([]);
  });
});
