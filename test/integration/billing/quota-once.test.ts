import { expect, test } from 'vitest';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);

const used = async (one: Subscriber): Promise<number | undefined> => {
  const usage = await getCurrentUsage(one.ctx(), {});
  return usage.meters.find((meter) => meter.meter === 'credits')?.limits.find((limit) => limit.window === 'billing_period')?.used;
};

/** Somebody who used all credits of the month a few days into it. */
const spent = async (): Promise<Subscriber> => {
  const one = await Subscriber.with(shop.it, { plan: 'business', now: time.now });
  await time.advance(3);
  await shop.it.database.sql.query(
    `INSERT INTO usage_counters (workspace_id, meter, "window", window_start, window_end, used)
     SELECT $1, 'credits', 'billing_period', b.starts, b.ends, 500000 FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', app_now(), w.period_anchor) b WHERE w.id = $1`, [one.workspace.id]);
  expect(await used(one)).toBe(500_000);
  return one;
};

const waysToBeginAnew: [string, (one: Subscriber) => Promise<void>][] = [
  ['another interval and back', async (one) => {
    await one.change({ plan: 'business', interval: 'year' });
    expect(await used(one)).toBe(500_000);
    await one.change({ plan: 'business', interval: 'month' });
  }],
  ['a pause', async (one) => {
    await pauseSubscription(one.ctx());
    expect(await used(one)).toBe(500_000);
    await resumeSubscription(one.ctx());
  }],
  ['an end at once and a new purchase', async (one) => {
    await cancelSubscription(one.ctx(), { when: 'now' });
    expect(await used(one)).toBe(500_000);
    const { sessionId } = await shop.it.buy(one.workspace, 'business', { now: time.now() });
    await shop.it.pay(sessionId);
    await one.sync();
  }],
];

test.each(waysToBeginAnew)('%s gives the unused time back, so it gives no second quota for the same month; the next month has its own', async (_name, beginAnew) => {
  const one = await spent();
  for (let turn = 0; turn < 2; turn += 1) {
    await beginAnew(one);
    expect(await one.current()).toMatchObject({ status: 'active', plan: { id: 'business' } });
    expect([turn, await used(one)]).toEqual([turn, 500_000]);
  }
  await time.advance(29);
  await one.sync();
  expect(await used(one)).toBe(0);
});
