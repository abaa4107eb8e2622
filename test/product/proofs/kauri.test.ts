import { expect, test } from 'vitest';
import type { AlertsView } from '@/lib/domain/views/alert-view';
import type { PlansView } from '@/lib/domain/views/plan-view';
import { Portal } from '@/test/portal';
import { problemOf } from '@/test/product/books';
import { callsOf, day, productWith, usageOf } from './proof';

const product = productWith('kauri');
const message = 'POST /chat/messages';
const five = Array<number>(5).fill(200);

const allAlerts = async (portal: Portal): Promise<AlertsView['data']> => {
  const all: AlertsView['data'] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: AlertsView = await portal.must<AlertsView>('GET', `alerts?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...page.data);
    cursor = page.nextCursor;
  }
  return all;
};

test('kauri: 5 messages a day and 150 a month, each until its own midnight, with one warning at 80 %', async () => {
  const portal = await Portal.signUp(product.it);
  const { call, times, close } = callsOf(portal);
  const alerts = async (window: string) => (await allAlerts(portal)).filter((one) => one.measure.meter === 'messages' && one.window === window && one.threshold === 80);
  const [year, month] = [(await portal.now()).getUTCFullYear(), (await portal.now()).getUTCMonth()];
  // The next month of 31 days.
  const first = [1, 2].map((n) => Date.UTC(year, month + n)).find((at) => new Date(at + 30 * day).getUTCDate() === 31) ?? NaN;
  await portal.advanceTo(new Date(first + 60_000));

  expect(await times(4, message)).toEqual([200, 200, 200, 200]);
  expect(await alerts('day')).toMatchObject([{ severity: 'warning', limit: 5, used: 4 }]);
  expect((await usageOf(portal)).meters[0]?.limits).toMatchObject([{ window: 'month', used: 4 }, { window: 'day', used: 4, status: 'warning' }]);
  expect(await times(1, message)).toEqual([200]);
  expect(problemOf(await call(message))).toMatchObject({ status: 429, code: 'quota_exceeded', meter: 'messages', window: 'day', limit: 5, used: 5, resetAt: new Date(first + day).toISOString() });
  expect((await usageOf(portal)).canCall).toBe(false);
  expect(await alerts('day')).toHaveLength(1);

  await portal.advanceTo(new Date(first + day + 60_000));
  expect(await times(6, message)).toEqual([...five, 429]);
  for (let n = 2; n < 30; n += 1) {
    await portal.advanceTo(new Date(first + n * day + 60_000));
    expect(await times(5, message)).toEqual(five);
  }
  await portal.advanceTo(new Date(first + 30 * day + 60_000));
  const nextMonth = new Date(first + 31 * day).toISOString();
  expect(problemOf(await call(message))).toMatchObject({ status: 429, window: 'month', limit: 150, used: 150, resetAt: nextMonth });
  expect(await alerts('month')).toMatchObject([{ severity: 'warning', limit: 150, used: 120 }]);
  expect(await alerts('day')).toHaveLength(30);

  await portal.advanceTo(new Date(first + 31 * day + 60_000));
  expect(await times(6, message)).toEqual([...five, 429]);
  close();
});

test('kauri: prices are whole francs, written as French writes them, and a hidden plan is shown to nobody', async () => {
  const response = await fetch(`${product.it.url}/api/v1/plans`, { headers: { 'accept-language': 'fr' } });
  const { plans } = (await response.json()) as PlansView;
  const words = (text: string) => text.replace(/\s/g, ' ');
  expect(plans.map(({ name, prices }) => [name, ...prices.map((price) => words(price.formatted))])).toEqual([['Gratuit', expect.stringMatching(/^0/)], ['Pro', '7 000 F CFA'], ['Max', '22 000 F CFA'], ['Entreprise', '85 000 F CFA']]);
  const page = await (await fetch(`${product.it.url}/pricing`, { headers: { 'accept-language': 'fr' } })).text();
  expect(words(page)).toContain('7 000 F CFA');
});
