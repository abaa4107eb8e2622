import { expect, test } from 'vitest';
import { settle, type Settlement } from '@/lib/services/usage/settle';
import { makeSettlements } from '@/lib/web/metering/settlements';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { booksOf, meterOf, question } from './meter';

const database = testDatabase('forensics');

const admitted = async (requestId?: string) => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics' });
  const { key } = await makeApiKey(database.it, workspace.id);
  const [decision] = await meterOf(database.it)([await question(key, 'POST /trace/start', requestId === undefined ? {} : { requestId })]);
  if (!decision?.allowed) throw new Error('the first call is admitted');
  const settlement = (outcome: Settlement['outcome']): Settlement => ({ decisionId: decision.decisionId, occurredAt: decision.occurredAt, outcome, statusCode: 200, latencyMs: 12 });
  return { workspace, key, decision, settlement };
};

test('a released call gives its units back to every window, once, under a thousand races', async () => {
  const { workspace, settlement } = await admitted();
  const answers: number[] = [];
  for (let wave = 0; wave < 10; wave += 1) answers.push(...(await Promise.all(Array.from({ length: 100 }, () => settle(database.it, [settlement('released')])))));
  expect(answers.reduce((sum, n) => sum + n, 0)).toBe(1);
  expect(await booksOf(database.it, workspace.id, 'tokens')).toMatchObject({ counter: 0, ledger: 0, calls: 0 });
  const counters = await database.it.db.usageCounter.findMany({ where: { workspaceId: workspace.id } });
  expect(counters.map((one) => Number(one.used))).toEqual(counters.map(() => 0));
});

test('an outcome is final: a late release of a successful call changes nothing', async () => {
  const { workspace, settlement } = await admitted();
  expect(await settle(database.it, [settlement('succeeded')])).toBe(1);
  expect(await settle(database.it, [settlement('released')])).toBe(0);
  expect((await booksOf(database.it, workspace.id, 'tokens')).counter).toBe(10);
});

test('the id of a released call can be used again, and is then charged', async () => {
  const { workspace, key, decision, settlement } = await admitted('retry-me');
  await settle(database.it, [settlement('released')]);
  const [again] = await meterOf(database.it)([await question(key, 'POST /trace/start', { requestId: 'retry-me' })]);
  expect(again).toMatchObject({ allowed: true, isReplay: false });
  expect(again?.decisionId).not.toBe(decision.decisionId);
  expect((await booksOf(database.it, workspace.id, 'tokens')).counter).toBe(10);
});

test('the same call twice in one batch of settlements is settled once', async () => {
  const { settlement } = await admitted();
  expect(await settle(database.it, [settlement('aborted'), settlement('aborted')])).toBe(1);
});

test('an outcome that cannot be written is given up alone and aloud, and those that wait with it are written', async () => {
  const [bad, good] = [await admitted(), await admitted()];
  const aloud: unknown[] = [];
  const settlements = makeSettlements({ sql: database.it.sql, log: { info: () => {}, warn: () => {}, error: (facts) => void aloud.push(facts) } });
  settlements.add({ ...bad.settlement('succeeded'), measured: { provider: 'openai', model: 'a\u0000b', inputTokens: 1, outputTokens: 1 } });
  settlements.add(good.settlement('released'));
  await settlements.drain();
  expect((await booksOf(database.it, good.workspace.id, 'tokens')).counter).toBe(0);
  expect([settlements.waiting(), aloud]).toEqual([0, [expect.objectContaining({ settlement: expect.objectContaining({ decisionId: bad.decision.decisionId }) })]]);
});
