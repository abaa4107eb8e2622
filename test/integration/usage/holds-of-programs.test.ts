import { afterEach, describe, expect, test } from 'vitest';
import type { Decision } from '@/lib/domain/decision';
import { expireHolds } from '@/lib/services/usage/expire-holds';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { writeLedger } from './ledger';
import { counterOf, grantsOf, moveClock, programOf } from './program';

const database = testDatabase('ux-flow');
afterEach(() => moveClock(database.it, 0));

const setUp = async () => {
  const workspace = await makeWorkspace(database.it, { catalog: 'ux-flow', plan: 'free' });
  const { key } = await makeApiKey(database.it, workspace.id);
  return { workspaceId: workspace.id, program: await programOf(database.it, key, 'ux-flow') };
};
const findings = async () => (await verifyBooks(testCtx(database.it), {})).findings;
const used = (workspaceId: string) => counterOf(database.it, workspaceId, 'credits', 'billing_period');
const code = (decision: Decision) => (decision.allowed ? 'ok' : decision.code);
const hold = { units: { credits: 6 }, hold: true, holdSeconds: 60 };

describe('a hold', () => {
  test('reserves its units, so that what is left is less by them for everybody', async () => {
    const { workspaceId, program } = await setUp();
    expect(code(await program.use(hold))).toBe('ok');
    expect([await used(workspaceId), code(await program.use(hold)), code(await program.use({ units: { credits: 4 } }))]).toEqual([6, 'insufficient_credits', 'ok']);
    expect(await findings()).toEqual([]);
  });

  test('settled below what it held gives the rest back; settled as it is, it stays', async () => {
    const { workspaceId, program } = await setUp();
    const held = await program.use(hold);
    expect(await program.settle(held, { units: { credits: 2 } })).toMatchObject({ outcome: 'succeeded', units: { credits: 2 }, beyond: [] });
    expect([await used(workspaceId), await grantsOf(database.it, workspaceId)]).toEqual([2, [['plan', 10, 8]]]);
    const second = await program.use(hold);
    expect(await program.settle(second)).toMatchObject({ units: { credits: 6 } });
    expect([await used(workspaceId), await findings()]).toEqual([8, []]);
  });

  test('settled above what it held takes what is there and records the rest as debt, never below zero', async () => {
    const { workspaceId, program } = await setUp();
    const held = await program.use(hold);
    expect(await program.settle(held, { units: { credits: 13 } })).toMatchObject({ units: { credits: 13 }, beyond: [{ meter: 'credits', units: 3, as: 'debt' }] });
    expect([await used(workspaceId), await grantsOf(database.it, workspaceId), code(await program.use({ units: { credits: 1 } }))]).toEqual([13, [['plan', 10, 0]], 'insufficient_credits']);
    expect(await findings()).toEqual([]);
  });

  test('released gives all of it back, once; neither settling nor releasing it again is possible', async () => {
    const { workspaceId, program } = await setUp();
    const held = await program.use(hold);
    expect(await program.release(held)).toMatchObject({ outcome: 'released', units: {} });
    await expect(program.release(held)).rejects.toMatchObject({ code: 'conflict' });
    await expect(program.settle(held)).rejects.toMatchObject({ code: 'conflict' });
    expect([await used(workspaceId), await grantsOf(database.it, workspaceId), await findings()]).toEqual([0, [['plan', 10, 10]], []]);
  });

  test('that has expired is there for the next call without anybody sweeping it, and cannot be settled any more', async () => {
    const { workspaceId, program } = await setUp();
    const held = await program.use(hold);
    await moveClock(database.it, 30_000);
    expect(code(await program.use(hold))).toBe('insufficient_credits');
    await moveClock(database.it, 61_000);
    await expect(program.settle(held, { units: { credits: 1 } })).rejects.toMatchObject({ code: 'conflict' });
    expect([code(await program.use(hold)), await used(workspaceId), await findings()]).toEqual(['ok', 6, []]);
  });

  test('that has expired is given back by a job where nobody calls', async () => {
    const { workspaceId, program } = await setUp();
    await program.use(hold);
    await moveClock(database.it, 61_000);
    expect((await expireHolds(testCtx(database.it), {})).released).toBeGreaterThan(0);
    expect([await used(workspaceId), await grantsOf(database.it, workspaceId), await expireHolds(testCtx(database.it), {})]).toEqual([0, [['plan', 10, 10]], { released: 0 }]);
  });

  test('of a flood that expires at once keeps no statement long: a thousand are freed by each, the oldest first, and all of them by the job', async () => {
    const { workspaceId } = await setUp();
    const ago = (ms: number) => new Date(Date.now() - ms);
    await writeLedger(database.it, workspaceId, Array.from({ length: 2_300 }, (_, i) => ({ at: ago(60_000 + i), outcome: 'held', units: { credits: 1 } })));
    await database.it.db.$executeRaw`INSERT INTO hold_clocks SELECT ${workspaceId}, min(hold_expires_at) FROM usage_events WHERE workspace_id = ${workspaceId}`;
    const { rows } = await database.it.sql.query('SELECT meter_expire_holds($1) AS n', [workspaceId]);
    const left = await database.it.sql.query(`SELECT count(*)::int AS n, min(hold_expires_at) > (SELECT max(hold_expires_at) FROM usage_events WHERE workspace_id = $1 AND outcome = 'released') AS newer FROM usage_events WHERE workspace_id = $1 AND outcome = 'held'`, [workspaceId]);
    expect([rows, left.rows]).toEqual([[{ n: 1_000 }], [{ n: 1_300, newer: true }]]);
    expect([await expireHolds(testCtx(database.it), {}), await database.it.sql.query('SELECT FROM hold_clocks WHERE workspace_id = $1', [workspaceId])]).toMatchObject([{ released: 1_300 }, { rowCount: 0 }]);
  });

  test('that expires while it is settled ends one way: settled or given back, never both, in two hundred races', async () => {
    const { workspaceId, program } = await setUp();
    let settled = 0;
    for (let i = 0; i < 200; i += 1) {
      const held = await program.use({ units: { credits: 5 }, hold: true, holdSeconds: 1 });
      expect(code(held)).toBe('ok');
      await moveClock(database.it, 999);
      const [first] = await Promise.allSettled([program.settle(held, { units: { credits: 0 } }), moveClock(database.it, 1_001).then(() => database.it.sql.query('SELECT meter_expire_holds($1)', [workspaceId]))]);
      if (first.status === 'fulfilled') settled += 1;
      expect(await used(workspaceId)).toBe(0);
      await moveClock(database.it, 0);
    }
    const { rows } = await database.it.sql.query(`SELECT count(*)::int AS n FROM usage_events WHERE workspace_id = $1 AND outcome = 'succeeded'`, [workspaceId]);
    expect([rows[0]?.n, await findings()]).toEqual([settled, []]);
  });

  test('asked for twice under one request id holds once', async () => {
    const { workspaceId, program } = await setUp();
    const [first, again] = [await program.use(hold, 'same'), await program.use(hold, 'same')];
    expect([again.decisionId, await used(workspaceId)]).toEqual([first.decisionId, 6]);
    await program.settle(first, { units: { credits: 1 } });
    expect([(await program.use(hold, 'same')).decisionId, await used(workspaceId)]).toEqual([first.decisionId, 1]);
    expect(code(await program.use({ units: { credits: 5 } }, 'same'))).toBe('request_id_reused');
  });

  test('belongs to its workspace: another’s key does not find it', async () => {
    const [one, other] = [await setUp(), await setUp()];
    const held = await one.program.use(hold);
    await expect(other.program.settle(held)).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.program.release(held)).rejects.toMatchObject({ code: 'not_found' });
    expect(await used(one.workspaceId)).toBe(6);
  });
});

test('asking whether a use would pass takes nothing and says what the use itself would be told', async () => {
  const { workspaceId, program } = await setUp();
  expect(await program.check({ operation: 'planner:createPlan', quantity: 3 })).toMatchObject({ allowed: true, units: { credits: 9 }, limits: expect.arrayContaining([expect.objectContaining({ meter: 'credits', remaining: 1 })]) });
  expect(await program.check({ operation: 'planner:createPlan', quantity: 4 })).toMatchObject({ allowed: false, code: 'insufficient_credits', required: 12 });
  const { rows } = await database.it.sql.query('SELECT (SELECT count(*) FROM usage_events WHERE workspace_id = $1)::int + (SELECT count(*) FROM refusals WHERE workspace_id = $1)::int + (SELECT count(*) FROM usage_counters WHERE workspace_id = $1)::int AS n', [workspaceId]);
  expect(rows).toEqual([{ n: 0 }]);
});

test('a use without a hold is final: it is neither settled nor released', async () => {
  const { workspaceId, program } = await setUp();
  const taken = await program.use({ operation: 'planner:createPlan' });
  await expect(program.release(taken)).rejects.toMatchObject({ code: 'conflict' });
  await expect(program.settle(taken, { units: { credits: 0 } })).rejects.toMatchObject({ code: 'conflict' });
  expect(await used(workspaceId)).toBe(3);
});
