import { expect, test } from 'vitest';
import { testDatabase } from '@/test/harness';
import { booksOf, meterOf, question } from './meter';
import { onPlan } from './plan-version';

const database = testDatabase('forensics');
const score = 'GET /risk/score';
const ask = async (...keys: string[]) => meterOf(database.it)(await Promise.all(keys.map((key) => question(key, score))));
const setUp = () => onPlan(database.it, 'forensics', [{ meter: 'tokens', window: 'month', limit: 100 }]);

test('a counter that does not exist yet and one that does are both moved by one batch', async () => {
  const [old, fresh] = [await setUp(), await setUp()];
  await ask(old.key);
  await ask(old.key, fresh.key, fresh.key);
  for (const { workspaceId } of [old, fresh]) expect(await booksOf(database.it, workspaceId, 'tokens')).toMatchObject({ counter: 4, ledger: 4, calls: 2 });
});

test('what somebody writes to a counter without the workspace’s lock is not lost, and no call is admitted uncounted', async () => {
  const { workspaceId, key } = await setUp();
  await ask(key);
  const stranger = await database.it.sql.connect();
  await stranger.query('BEGIN');
  await stranger.query('UPDATE usage_counters SET used = used + 1 WHERE workspace_id = $1', [workspaceId]);
  const { rows: [me] } = await stranger.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const asked = ask(key).then((decisions) => decisions.filter((one) => one.allowed).length, (error: unknown) => {
    expect(String(error)).toContain('a counter was written without its workspace\'s lock');
    return 0;
  });
  await expect.poll(async () => (await database.it.sql.query('SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))', [me?.pid])).rowCount, { interval: 10 }).toBe(1);
  await stranger.query('COMMIT');
  stranger.release();
  const admitted = await asked;
  expect(await booksOf(database.it, workspaceId, 'tokens')).toMatchObject({ counter: 3 + 2 * admitted, ledger: 2 + 2 * admitted, calls: 1 + admitted });
});
