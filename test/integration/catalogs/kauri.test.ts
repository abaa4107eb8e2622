import { expect, test } from 'vitest';
import { getPlan } from '@/lib/services/plans/get-plan';
import { listPlans } from '@/lib/services/plans/list-plans';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { meterOf, question } from '@/test/integration/usage/meter';

const database = testDatabase('kauri');

const setUp = async (plan = 'free') => {
  const workspace = await makeWorkspace(database.it, { catalog: 'kauri', plan });
  const { key } = await makeApiKey(database.it, workspace.id);
  return async (call: string, given = {}) => (await meterOf(database.it, 'kauri')([await question(key, call, given)]))[0];
};
const ctx = (locale: 'en' | 'fr') => testCtx(database.it, { catalog: 'kauri', locale });
const send = 'POST /chat/messages';

test('five messages pass a day, and the sixth is refused by the day, until midnight UTC', async () => {
  const ask = await setUp();
  for (let i = 0; i < 5; i += 1) expect(await ask(send)).toMatchObject({ allowed: true, units: { messages: 1 } });
  const refused = await ask(send);
  expect(refused).toMatchObject({ allowed: false, code: 'quota_exceeded', required: 1, refusedBy: { meter: 'messages', window: 'day', limit: 5, used: 5 } });
  const tomorrow = new Date();
  tomorrow.setUTCHours(24, 0, 0, 0);
  expect(refused?.allowed === false && refused.refusedBy?.resetsAt).toBe(tomorrow.toISOString());
  expect(await ask('GET /chat/messages')).toMatchObject({ allowed: true, units: {} });
});

test.each([
  ['POST /documents/search', ['free', 'pro', 'max', 'enterprise']], ['POST /documents/pdf', ['pro', 'max', 'enterprise']], ['POST /workflows/7/run', ['max', 'enterprise']],
  ['POST /v1/chat/completions', ['max', 'enterprise']], ['POST /support/tickets', ['enterprise']],
])('%s is open to %j', async (call, open) => {
  for (const plan of ['free', 'pro', 'max', 'enterprise']) {
    const ask = await setUp(plan);
    expect([plan, (await ask(call))?.allowed]).toEqual([plan, open.includes(plan)]);
  }
});

test('a workflow costs three times the tokens when its body asks for depth, and as much when nobody read the body', async () => {
  const ask = await setUp('max');
  expect(await ask('POST /workflows/7/run', { fields: {} })).toMatchObject({ units: { messages: 1, tokens: 5_000 } });
  expect(await ask('POST /workflows/7/run', { fields: { 'options.depth': 'Deep' } })).toMatchObject({ units: { messages: 1, tokens: 15_000 } });
  expect(await ask('POST /workflows/7/run')).toMatchObject({ units: { messages: 1, tokens: 15_000 } });
});

test('prices have no decimals and read as their country writes them', async () => {
  const written = async (locale: 'en' | 'fr') => (await listPlans(ctx(locale))).plans.map(({ name, prices }) => [name, prices.map((price) => price.formatted.replaceAll(/\s/g, ' '))]);
  expect(await written('fr')).toEqual([['Gratuit', ['0 F CFA']], ['Pro', ['7 000 F CFA']], ['Max', ['22 000 F CFA']], ['Entreprise', ['85 000 F CFA']]]);
  expect(await written('en')).toEqual([['Free', ['F CFA 0']], ['Pro', ['F CFA 7,000']], ['Max', ['F CFA 22,000']], ['Enterprise', ['F CFA 85,000']]]);
});

test('a hidden plan is shown to nobody who does not have it', async () => {
  expect((await listPlans(ctx('en'))).plans.map(({ id }) => id)).not.toContain('pro_launch');
  await expect(getPlan(ctx('en'), { id: 'pro_launch' })).rejects.toThrow();
  const workspace = await makeWorkspace(database.it, { catalog: 'kauri', plan: 'pro_launch' });
  const mine = (await listPlans(testCtx(database.it, { catalog: 'kauri', workspaceId: workspace.id }))).plans.find((plan) => plan.isCurrent);
  expect(mine).toMatchObject({ id: 'pro_launch', prices: [{ formatted: expect.stringMatching(/5.000/) }] });
});
