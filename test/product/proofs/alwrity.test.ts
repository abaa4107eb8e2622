import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AlertsView } from '@/lib/domain/views/alert-view';
import type { UsageTrends } from '@/lib/domain/views/trend-view';
import { newId } from '@/lib/domain/ids';
import { replay } from '@/scripts/replay';
import { caller } from '@/scripts/replay/make-call';
import { parseTrace, replayed } from '@/scripts/replay/trace';
import { Portal } from '@/test/portal';
import { ask } from '@/test/product/books';
import { changeTo, day, productWith, settled } from './proof';

const product = productWith('alwrity');
/** Every 44th call of AzureLLMInferenceTrace_code.csv, from Azure/AzurePublicDataset by Microsoft, CC BY 4.0; described in "Splitwise: Efficient generative LLM inference using phase splitting" (ISCA 2024). */
const rows = parseTrace(readFileSync(path.join(import.meta.dirname, 'recorded-calls.csv'), 'utf8')).map(replayed);

/** Nothing is projected from less than an hour of a month. */
const leaveFirstHour = async (portal: Portal): Promise<void> => {
  const now = await portal.now();
  if (now.getUTCDate() === 1 && now.getUTCHours() === 0) await portal.sandbox('time/advance', { seconds: 3_600 });
};

test('alwrity: recorded traffic, replayed, is counted to the micro-dollar, and the month is projected with its arithmetic', async () => {
  const portal = await Portal.signUp(product.it);
  await leaveFirstHour(portal);
  await changeTo(portal, 'pro');
  expect(await replay(rows, { url: product.it.url, stripeUrl: product.it.stripeUrl, key: portal.customer.key, speed: Infinity, connections: 8 })).toBe(true);
  await settled(portal);

  const now = await portal.now();
  const span = `from=${new Date(now.getTime() - day).toISOString()}&to=${new Date(now.getTime() + day).toISOString()}`;
  const { total } = await portal.must<{ total: { costMicros: number; calls: number } }>('GET', `usage/breakdown?by=provider&${span}`);
  expect(total.calls).toBe(rows.length);
  const { points, projection, unit } = await portal.must<UsageTrends>('GET', 'usage/trends?metric=cost&months=3');
  expect([unit, points.at(-1)]).toMatchObject(['micro_dollars', { value: total.costMicros, isComplete: false }]);
  if (!projection) throw new Error('the month is projected');
  const { soFar, elapsedDays, daysInMonth, perDay, projected, arithmetic } = projection;
  expect(soFar).toBe(total.costMicros);
  expect(Math.abs(perDay - soFar / elapsedDays)).toBeLessThanOrEqual(1);
  expect(Math.abs(projected - (soFar / elapsedDays) * daysInMonth)).toBeLessThanOrEqual(1);
  expect(arithmetic).toMatch(new RegExp(`^\\$[\\d.,]+ in [\\d.]+ days is \\$[\\d.,]+ a day; times ${daysInMonth} days is \\$[\\d.,]+\\.$`));
});

test('alwrity: reaching 80 % and 100 % of the cost of a month raises one alert each, and nothing passes beyond', async () => {
  const portal = await Portal.signUp(product.it);
  await ask(product.it, `INSERT INTO overrides (id, workspace_id, kind, meter, "window", "limit", reason, created_by_id, created_at) VALUES ($1, $2, 'limit', 'cost', 'month', 100000, 'a test', 'usr_test', now())`, [newId('ovr', Date.now()), portal.customer.workspaceId]);
  const { make, close } = caller(product.it.url, 1);
  const passed: boolean[] = [];
  while (passed.at(-1) !== false && passed.length < 50) {
    passed.push((await make({ atMs: 0, input: 600, output: 600, provider: 'openai', model: 'gpt-4o', isStreamed: passed.length % 2 === 1 }, portal.customer.key, `cost-${passed.length}`)).ok);
    await settled(portal);
  }
  close();
  expect(passed.length).toBeGreaterThan(8);
  expect(passed.at(-1)).toBe(false);
  const { data } = await portal.must<AlertsView>('GET', 'alerts?limit=100');
  const ofCost = data.filter((one) => one.measure.meter === 'cost' && one.window === 'month');
  expect(ofCost.map((one) => one.threshold).sort((a, b) => a - b)).toEqual([50, 80, 90, 100]);
  for (const alert of ofCost) expect(alert.used).toBeGreaterThanOrEqual((alert.limit * alert.threshold) / 100);
});
