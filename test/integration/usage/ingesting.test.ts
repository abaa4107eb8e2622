import { describe, expect, test } from 'vitest';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { counterOf, programOf } from './program';

const database = testDatabase('forensics');
const minute = 60_000;
const hour = 60 * minute;

const setUp = async () => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics', anchor: new Date(Date.now() - 40 * 24 * hour) });
  const { key } = await makeApiKey(database.it, workspace.id);
  return { workspaceId: workspace.id, program: await programOf(database.it, key, 'forensics') };
};
const event = (id: string, given: object = {}) => ({ source: 'batch', id, operation: 'risk_score', ...given });
const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const tokens = (workspaceId: string) => counterOf(database.it, workspaceId, 'tokens', 'month');
const findings = async () => (await verifyBooks(testCtx(database.it), {})).findings;

describe('usage that happened elsewhere', () => {
  test('is recorded once per source and id, in one request and over many', async () => {
    const { workspaceId, program } = await setUp();
    const batch = [event('a'), event('b'), event('a'), { ...event('a'), source: 'other' }];
    expect((await program.ingest(batch)).results.map((one) => one.status)).toEqual(['recorded', 'recorded', 'duplicate', 'recorded']);
    expect(await Promise.all(Array.from({ length: 5 }, () => program.ingest(batch)))).toMatchObject(Array.from({ length: 5 }, () => ({ recorded: 0, duplicates: 4, rejected: 0 })));
    expect([await tokens(workspaceId), await findings()]).toEqual([6, []]);
  });

  test('of one source and id is never taken for that of others, nor for a call', async () => {
    const { workspaceId, program } = await setUp();
    await program.use({ operation: 'risk_score' }, 'event:a:b:c');
    expect((await program.ingest([{ ...event('b:c'), source: 'a' }, { ...event('c'), source: 'a:b' }])).results.map((one) => one.status)).toEqual(['recorded', 'recorded']);
    expect([await tokens(workspaceId), await findings()]).toEqual([6, []]);
  });

  test('takes its units as often as it happened, as a use that asks first does', async () => {
    const [asked, told] = [await setUp(), await setUp()];
    const use = { operation: 'risk_score', units: { tokens: 10 }, quantity: 5 };
    await asked.program.use(use);
    await told.program.ingest([event('a', use)]);
    expect([await tokens(asked.workspaceId), await tokens(told.workspaceId), await findings()]).toEqual([50, 50, []]);
  });

  test('with the same id and other contents is rejected, and the first stays', async () => {
    const { workspaceId, program } = await setUp();
    await program.ingest([event('a')]);
    expect((await program.ingest([event('a', { quantity: 2 }), event('a', { operation: 'trace_start' })])).results).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await tokens(workspaceId)).toBe(2);
  });

  test('is accepted from 24 hours ago to 5 minutes ahead, and not beyond', async () => {
    const { program } = await setUp();
    const times = [-24 * hour - minute, -24 * hour + minute, -hour, 4 * minute, 6 * minute];
    const { results } = await program.ingest(times.map((ms, i) => event(`t${i}`, { occurredAt: at(ms) })));
    expect(results.map((one) => one.status)).toEqual(['rejected', 'recorded', 'recorded', 'recorded', 'rejected']);
    expect([results[0]?.reason, results[4]?.reason]).toEqual(['It happened more than 24 hours ago.', 'It is more than 5 minutes ahead.']);
    expect(await findings()).toEqual([]);
  });

  test('that is wrong is rejected alone, with what is wrong', async () => {
    const { workspaceId, program } = await setUp();
    const { results, recorded, rejected } = await program.ingest([event('ok'), event('x', { operation: 'nothing' }), { id: 'y' }, 7, event('z', { units: { nothing: 1 } }), event('n', { quantity: -1 }), event('f', { units: { tokens: 1.5 } })]);
    expect([recorded, rejected]).toEqual([1, 6]);
    expect(results.map((one) => one.reason !== null)).toEqual([false, true, true, true, true, true, true]);
    expect(await tokens(workspaceId)).toBe(2);
  });

  test('is never refused: what is beyond a limit is recorded as debt and blocks what comes next', async () => {
    const { workspaceId, program } = await setUp();
    await program.ingest([event('big', { units: { tokens: 150 } })]);
    const row = await database.it.db.usageEvent.findFirstOrThrow({ where: { workspaceId } });
    expect([row.source, row.beyond]).toEqual(['ingest', [{ m: 'tokens', w: 'month', n: 50, as: 'debt' }]]);
    expect(await program.use({ operation: 'risk_score' })).toMatchObject({ allowed: false, code: 'quota_exceeded' });
    expect((await database.it.db.alert.findMany({ where: { workspaceId } })).map((one) => one.threshold).toSorted((a, b) => a - b)).toEqual([50, 80, 90, 100]);
    expect(await findings()).toEqual([]);
  });
});
