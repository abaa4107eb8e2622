import { parseList } from 'structured-headers';
import { expect, test } from 'vitest';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import type { Answer } from '@/test/load';
import { Portal } from '@/test/portal';
import { booksOf, problemOf } from '@/test/product/books';
import { callsOf, changeTo, day, productWith, settled, usageOf } from './proof';

const product = productWith('forensics');
const [trace, agentQuery, riskScore] = ['POST /trace/start', 'POST /agent/query', 'GET /risk/score'];
const five = (status: number) => Array<number>(5).fill(status);

test('forensics: 65 tokens for 5 traces and 3 agent queries, a refusal at 95 of 100, an upgrade that lets the same call pass, a failed call for nothing, and a downgrade that is blocked', async () => {
  const portal = await Portal.signUp(product.it);
  const { call, times, close } = callsOf(portal);
  const tokens = async () => (await usageOf(portal)).meters[0]?.limits[0];

  expect([await times(5, trace), await times(3, agentQuery)]).toEqual([five(200), [200, 200, 200]]);
  expect(await tokens()).toMatchObject({ window: 'month', limit: 100, used: 65, remaining: 35, percentage: 65, status: 'active' });
  const now = (await portal.now()).getTime();
  const span = `from=${new Date(now - day).toISOString()}&to=${new Date(now + day).toISOString()}`;
  const { rows, total } = await portal.must<{ rows: { key: string; units: number; calls: number }[]; total: { units: number } }>('GET', `usage/breakdown?by=operation&${span}`);
  expect([rows.map(({ key, units, calls }) => [key, units, calls]), total.units]).toEqual([[['trace_start', 50, 5], ['ai_agent_query', 15, 3]], 65]);

  await times(3, trace);
  const refused = await call(trace);
  await explains(refused, portal);
  expect((await call(riskScore)).status).toBe(200);
  expect(await tokens()).toMatchObject({ used: 97 });

  expect((await call(riskScore, { 'x-sandbox-status': '500' })).status).toBe(500);
  await settled(portal);
  expect(await booksOf(product.it, portal.customer.workspaceId, 'tokens', 'month')).toEqual({ ledger: 97, counter: 97 });

  expect(problemOf(await call('POST /investigator/open'))).toMatchObject({ status: 403, code: 'feature_not_included' });
  expect(await changeTo(portal, 'starter')).toMatchObject({ dueNowMinor: 2_900 });
  expect((await call(trace)).status).toBe(200);
  expect(await tokens()).toMatchObject({ limit: 500, used: 107 });

  await changeTo(portal, 'pro');
  expect((await call('POST /investigator/open')).status).toBe(200);
  await settled(portal);
  const down = await portal.must<ChangePreviewView>('GET', 'subscriptions/preview-change?plan=starter&interval=month');
  expect(down.blockers).toMatchObject([{ code: 'feature_in_use', names: ['Investigator'] }]);
  expect((await portal.ask('POST', 'subscriptions/change', { plan: 'starter', interval: 'month', previewId: down.previewId })).status).toBe(409);
  close();
});

/** At 95 of 100: everything that a refused caller needs to know. */
const explains = async (refused: Answer, portal: Portal) => {
  const now = (await portal.now()).getTime();
  expect(refused.status).toBe(429);
  const problem = problemOf(refused);
  expect(problem).toMatchObject({
    code: 'quota_exceeded', plan: 'community', operation: 'trace_start', meter: 'tokens', window: 'month', limit: 100, used: 95, required: 10,
    upgradeUrl: `${product.it.url}/plans`, decisionId: refused.decisionId, requestId: refused.requestId,
  });
  const nextMonth = new Date(now);
  nextMonth.setUTCMonth(nextMonth.getUTCMonth() + 1, 1);
  nextMonth.setUTCHours(0, 0, 0, 0);
  expect(problem.resetAt).toBe(nextMonth.toISOString());
  const seconds = (nextMonth.getTime() - now) / 1000;
  expect(Math.abs(Number(refused.headers['retry-after']) - seconds)).toBeLessThan(30);
  const [limit] = parseList(String(refused.headers.ratelimit));
  expect(limit?.[0]).toBe('tokens-month');
  expect(limit?.[1].get('r')).toBe(5);
  expect(Math.abs(Number(limit?.[1].get('t')) - seconds)).toBeLessThan(30);
  const [policy] = parseList(String(refused.headers['ratelimit-policy']));
  expect([policy?.[0], policy?.[1].get('q')]).toEqual(['tokens-month', 100]);
  const decision = await portal.must('GET', `decisions/${refused.decisionId}`);
  expect(decision).toMatchObject({ allowed: false, code: 'quota_exceeded', operation: 'trace_start', limit: 100, used: 95, required: 10, count: 1 });
};

test('forensics: starter to pro with 15 of 30 days left credits 14.50, charges 24.50 and is due at 10.00', async () => {
  const portal = await Portal.signUp(product.it);
  const proration = await portal.must('POST', 'billing/calculate-proration', { currentPlan: 'starter', targetPlan: 'pro', interval: 'month', periodStart: '2026-11-01T00:00:00Z', periodEnd: '2026-12-01T00:00:00Z', at: '2026-11-16T00:00:00Z' });
  expect(proration).toMatchObject({ creditMinor: 1_450, chargeMinor: 2_450, dueMinor: 1_000, currency: 'usd' });
});
