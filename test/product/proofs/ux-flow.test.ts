import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreditsView } from '@/lib/domain/views/billing-view';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { newId } from '@/lib/domain/ids';
import { putOnPlan } from '@/test/customer';
import { decided } from '@/test/load';
import { Portal } from '@/test/portal';
import { ask, problemOf } from '@/test/product/books';
import { callsOf, productWith, usageOf } from './proof';

const product = productWith('ux-flow');
/** Bursts are counted by each process: another door has a minute of its own, which a person would have waited for. */
let gateway: Gateway;
beforeAll(async () => {
  gateway = await runGateway({ databaseUrl: product.it.databaseUrl, upstreamUrl: product.it.upstreamUrl, catalog: 'ux-flow', portalUrl: product.it.url });
});
afterAll(() => gateway?.stop());

const planner = 'POST /agents/planner/createPlan';
const credits = async (portal: Portal) => {
  const meter = (await usageOf(portal)).meters[0];
  return { plan: meter?.limits[0]?.remaining, packs: meter?.packs };
};
const buyHundred = async (portal: Portal): Promise<string> => {
  const { sessionId } = await portal.must<{ sessionId: string }>('POST', 'credits/purchase', { pack: 'small' });
  await portal.sandbox(`checkout/${sessionId}/complete`);
  await portal.settle();
  return sessionId;
};

test('ux-flow: ten credits at the start, 402 at the eleventh, a pack that lets the same call pass, twice the price for twice the quality, and one grant for an event told three times', async () => {
  const portal = await Portal.signUp(product.it);
  const { call, times, close } = callsOf(portal);
  expect(await credits(portal)).toEqual({ plan: 10, packs: 0 });
  expect(await times(9, 'POST /agents/manager/process')).toEqual(Array(9).fill(200));
  expect(problemOf(await call(planner))).toMatchObject({ status: 402, code: 'insufficient_credits', required: 3, available: 1, upgradeUrl: `${product.it.url}/plans` });

  await buyHundred(portal);
  const later = callsOf(portal, gateway.url);
  expect((await later.call(planner)).status).toBe(200);
  expect(await credits(portal)).toEqual({ plan: 0, packs: 98 });
  expect((await later.call(planner, { 'x-quality': 'pro' })).status).toBe(200);
  expect(await credits(portal)).toEqual({ plan: 0, packs: 92 });

  const [paid] = await ask<{ id: string }>(product.it, `SELECT id FROM inbound_events WHERE type = 'checkout.session.completed' ORDER BY received_at DESC LIMIT 1`);
  for (let again = 0; again < 2; again += 1) await portal.sandbox('webhooks/replay', { event: paid?.id });
  await portal.settle();
  const { balance, grants } = await portal.must<CreditsView>('GET', 'credits');
  expect([balance, grants.filter((one) => one.source === 'pack').length]).toEqual([92, 1]);
  close();
  later.close();
});

test('ux-flow: 50 calls of 5 credits at once on 101 credits admit exactly 20', async () => {
  const portal = await Portal.signUp(product.it);
  await buyHundred(portal);
  // A plan whose bursts let 50 calls pass, of whose credits the operator left one.
  await putOnPlan(product.it.databaseUrl, portal.customer.workspaceId, 'team');
  await ask(product.it, `INSERT INTO overrides (id, workspace_id, kind, meter, "window", "limit", reason, created_by_id, created_at) VALUES ($1, $2, 'limit', 'credits', 'billing_period', 1, 'a test', 'usr_test', now())`, [newId('ovr', Date.now()), portal.customer.workspaceId]);
  const { call, close } = callsOf(portal);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => decided(() => call('POST /agents/visual/interpretImage', { 'idempotency-key': `image-${i}` }))));
  close();
  const refused = answers.filter((one) => one.status === 402);
  expect([answers.length - refused.length, refused.length], answers.map((one) => one.status).join(' ')).toEqual([20, 30]);
  expect((await portal.must<CreditsView>('GET', 'credits')).grants.reduce((sum, one) => sum + one.remaining, 0)).toBe(1);
});
