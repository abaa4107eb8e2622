import { expect, test } from 'vitest';
import { testDatabase } from '@/test/harness';
import { newId } from '@/lib/domain/ids';
import { onPlan } from './plan-version';

const database = testDatabase('forensics');
const setUp = () => onPlan(database.it, 'forensics', [{ meter: 'tokens', window: 'month', limit: 100 }]);
type Event = { r: string; agoMs?: number; units?: number };

const minute = 60_000;
const asSent = (events: Event[], base = Date.now()) => events.map(({ r, agoMs = 0, units = 5 }) => ({ d: newId('dec', base), r, a: new Date(base - agoMs).toISOString(), o: 'risk_score', u: { tokens: units } }));
const ingest = async (workspaceId: string, sent: ReturnType<typeof asSent>) =>
  (await database.it.sql.query<{ result: string; decision_id: string | null }>('SELECT * FROM meter_ingest($1, NULL, NULL, $2::jsonb)', [workspaceId, JSON.stringify(sent)])).rows;
const counted = async (workspaceId: string) => {
  const { rows } = await database.it.sql.query<{ counter: number; ledger: number }>(
    `SELECT (SELECT COALESCE(sum(used), 0)::int FROM usage_counters WHERE workspace_id = $1) AS counter, (SELECT COALESCE(sum((units ->> 'tokens')::int), 0)::int FROM usage_events WHERE workspace_id = $1) AS ledger`, [workspaceId]);
  return rows[0];
};

test('an event that is sent again, in the same batch, later or at once by many, is counted once', async () => {
  const { workspaceId } = await setUp();
  const [sent] = asSent([{ r: 'one' }]);
  if (!sent) throw new Error('one event');
  expect((await ingest(workspaceId, [sent, { ...sent, d: newId('dec', 0) }])).map((row) => row.result)).toEqual(['recorded', 'duplicate']);
  const again = await Promise.all(Array.from({ length: 8 }, () => ingest(workspaceId, [{ ...sent, d: newId('dec', 0) }])));
  expect(new Set(again.flat().map((row) => `${row.result} ${row.decision_id}`))).toEqual(new Set([`duplicate ${sent.d}`]));
  expect((await ingest(workspaceId, [{ ...sent, u: { tokens: 6 } }]))[0]).toEqual({ result: 'conflict', decision_id: sent.d });
  expect(await counted(workspaceId)).toEqual({ counter: 5, ledger: 5 });
});

test('an event may be a day late and five minutes early, and no more', async () => {
  const { workspaceId } = await setUp();
  const results = await ingest(workspaceId, asSent([{ r: 'a', agoMs: 24 * 60 * minute - minute }, { r: 'b', agoMs: 24 * 60 * minute + minute }, { r: 'c', agoMs: -4 * minute }, { r: 'd', agoMs: -6 * minute }]));
  expect(results.map((row) => row.result)).toEqual(['recorded', 'too_late', 'recorded', 'in_the_future']);
});

test('an event beyond the limit is recorded all the same, as debt', async () => {
  const { workspaceId } = await setUp();
  expect((await ingest(workspaceId, asSent([{ r: 'much', units: 130 }]))).map((row) => row.result)).toEqual(['recorded']);
  expect((await database.it.db.usageEvent.findFirstOrThrow({ where: { workspaceId } })).beyond).toEqual([{ m: 'tokens', w: 'month', n: 30, as: 'debt' }]);
});
