import { beforeEach, expect, test } from 'vitest';
import type { ModelPrice } from '@/lib/domain/catalog';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { listModelPrices } from '@/lib/services/model-prices/list-model-prices';
import { setModelPrice } from '@/lib/services/model-prices/set-model-price';
import { withCosts } from '@/lib/services/model-prices/with-costs';
import type { Measured, Settlement } from '@/lib/services/usage/settle';
import { makeUser, testCtx, testDatabase } from '@/test/harness';

const database = testDatabase('alwrity');
let operatorId = '';
let clock = new Date();

/** Each test a day later than the one before, so that what it sets is the newest. */
beforeEach(async () => {
  operatorId = (await makeUser(database.it)).id;
  clock = new Date(clock.getTime() + 86_400_000);
});

const ctx = (now = clock, prices?: Record<string, Record<string, ModelPrice>>) => {
  const base = testCtx(database.it, { catalog: 'alwrity', now, actor: { kind: 'operator', userId: operatorId, sessionId: 'ses_1', ip: '127.0.0.1' } });
  return prices ? { ...base, catalog: { ...base.catalog, modelPrices: prices } } : base;
};
const later = (seconds: number) => new Date(clock.getTime() + seconds * 1_000);
const priceOf = async (model: string, at = clock) => {
  const { prices } = await listModelPrices(ctx(), { model, at: at.toISOString() });
  return prices.map((one) => [one.inputMicrosPerMillion, one.outputMicrosPerMillion, one.source]);
};
const call = (measured: Measured, occurredAt: Date): Settlement => ({ decisionId: 'dec_1', occurredAt: occurredAt.toISOString(), outcome: 'succeeded', statusCode: 200, latencyMs: 1, measured });
const costOf = async (model: string, at: Date, tokens: Partial<Measured> = { inputTokens: 1_000_000, outputTokens: 0 }) =>
  (await withCosts(database.it, [call({ provider: 'openai', model, costMeter: 'cost', ...tokens }, at)]))[0]?.measured;

test('the catalogue’s prices hold since ever, in words and numbers of their own', async () => {
  const { prices } = await listModelPrices(ctx(), { provider: 'openai', model: 'gpt-4o' });
  expect(prices).toEqual([{ provider: 'openai', providerName: 'OpenAI', model: 'gpt-4o', inputMicrosPerMillion: 2_500_000, outputMicrosPerMillion: 10_000_000, effectiveFrom: null, source: 'catalog' }]);
  expect(await priceOf('gpt-4o', new Date('2001-01-01'))).toHaveLength(1);
});

test('a price that changes is in force from its instant on, and a call costs what it cost when it was made', async () => {
  await setModelPrice(ctx(), { provider: 'openai', model: 'gpt-4o', inputMicrosPerMillion: 7, outputMicrosPerMillion: 9, effectiveFrom: later(3_600).toISOString() });
  expect(await priceOf('gpt-4o', later(3_599))).toEqual([[2_500_000, 10_000_000, 'catalog']]);
  expect(await priceOf('gpt-4o', later(3_600))).toEqual([[7, 9, 'operator']]);
  expect((await listModelPrices(ctx(), { model: 'gpt-4o' })).upcoming).toMatchObject([{ inputMicrosPerMillion: 7, effectiveFrom: later(3_600).toISOString() }]);
  expect(await costOf('gpt-4o', later(3_599))).toMatchObject({ costMicros: 2_500_000, units: { cost: 2_500_000 } });
  expect(await costOf('gpt-4o', later(3_600))).toMatchObject({ costMicros: 7, units: { cost: 7 } });
  expect(await costOf('gpt-4o-2024-08-06', later(3_599))).toMatchObject({ costMicros: 2_500_000 });
});

test('prices that a process read are good for ten seconds, and a change is set a minute ahead, so no call is counted at a price that is over', async () => {
  await expect(setModelPrice(ctx(), { provider: 'openai', model: 'o3', inputMicrosPerMillion: 1, outputMicrosPerMillion: 1, effectiveFrom: later(59).toISOString() })).rejects.toMatchObject({ code: 'invalid_input' });
  const { rows } = await database.it.sql.query<{ now: Date }>('SELECT app_now() AS now');
  clock = rows[0]?.now ?? clock;
  expect(await costOf('o3', clock)).toMatchObject({ costMicros: 2_000_000 });
  const { effectiveFrom } = await setModelPrice(ctx(), { provider: 'openai', model: 'o3', inputMicrosPerMillion: 3, outputMicrosPerMillion: 3 });
  expect(effectiveFrom).toBe(later(60).toISOString());
  expect(await costOf('o3', later(59.999))).toMatchObject({ costMicros: 2_000_000 });
  expect(await costOf('o3', later(60))).toMatchObject({ costMicros: 3 });
});

test('the first price of a model is in force at once, and until then its calls have no cost', async () => {
  const { rows } = await database.it.sql.query<{ now: Date }>('SELECT app_now() AS now');
  clock = rows[0]?.now ?? clock;
  expect(await costOf('brand-new', clock)).toMatchObject({ costMicros: null, units: {} });
  await setModelPrice(ctx(), { provider: 'openai', model: 'brand-new', inputMicrosPerMillion: 4, outputMicrosPerMillion: 0 });
  expect(await costOf('brand-new', clock)).toMatchObject({ costMicros: 4, units: { cost: 4 } });
});

test('a call whose tokens nobody reported has no cost, and one that came with its cost keeps it', async () => {
  expect(await costOf('gpt-4o', clock, {})).not.toHaveProperty('costMicros');
  expect(await costOf('gpt-4o', clock, { inputTokens: 5, costMicros: 99 })).toMatchObject({ costMicros: 99 });
});

test('a thousand calls ask for prices once', async () => {
  const { rows } = await database.it.sql.query<{ now: Date }>('SELECT app_now() AS now');
  const asked: string[] = [];
  const sql = new Proxy(database.it.sql, { get: (target, name) => (name === 'query' ? (query: { name: string; text: string }) => (asked.push(query.name), target.query(query)) : Reflect.get(target, name)) });
  for (let i = 0; i < 100; i += 1) await withCosts({ sql }, Array.from({ length: 10 }, () => call({ provider: 'openai', model: 'gpt-4.1', inputTokens: i }, rows[0]?.now ?? clock)));
  expect(asked).toEqual(['model_prices']);
});

test('what the operator set outlives a start, and what the catalogue changes begins soon', async () => {
  const price = (input: number) => ({ openai: { 'gpt-5': { input, output: 1 } } });
  await setModelPrice(ctx(), { provider: 'openai', model: 'gpt-5', inputMicrosPerMillion: 50, outputMicrosPerMillion: 50 });
  await writeCatalog(ctx(later(100)));
  expect(await priceOf('gpt-5', later(200))).toEqual([[50, 50, 'operator']]);
  await writeCatalog(ctx(later(300), price(70)));
  await writeCatalog(ctx(later(301), price(70)));
  expect(await priceOf('gpt-5', later(359))).toEqual([[50, 50, 'operator']]);
  expect(await priceOf('gpt-5', later(360))).toEqual([[70, 1, 'catalog']]);
  expect(await database.it.db.modelPrice.count({ where: { model: 'gpt-5' } })).toBe(3);
});

test('only operators set prices, of providers that there are, and every change is in the audit', async () => {
  const given = { provider: 'openai', model: 'o1', inputMicrosPerMillion: 1, outputMicrosPerMillion: 1 };
  await expect(setModelPrice({ ...ctx(), actor: { kind: 'member', userId: operatorId, sessionId: 's', role: 'owner', ip: '' } }, given)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(setModelPrice(ctx(), { ...given, provider: 'nobody' })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '/provider' }] } });
  await setModelPrice(ctx(), given);
  expect(await database.it.db.auditEntry.findMany({ where: { action: 'model_price.set', actorId: operatorId } })).toMatchObject([{ before: { inputMicrosPerMillion: 15_000_000 }, after: { inputMicrosPerMillion: 1 } }]);
  await expect(database.it.db.modelPrice.updateMany({ data: { inputMicros: 0n } })).rejects.toThrow();
});
