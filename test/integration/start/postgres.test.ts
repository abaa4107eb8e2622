import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type RunningPostgres } from '@/scripts/postgres';
import { isAlive } from '@/scripts/processes';

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'tollgate-postgres-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const start = () => startPostgres({ dataDir: path.join(home, 'postgres') });
const query = async (server: RunningPostgres, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client(server.url());
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

test('what was committed is there after stop and start, and after a kill -9 of the server', async () => {
  const first = await start();
  await query(first, 'CREATE TABLE kept AS SELECT 1 AS n');
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  const second = await start();
  await query(second, 'INSERT INTO kept VALUES (2)');
  process.kill(second.pid, 'SIGKILL');
  await second.gone;
  const third = await start();
  expect(await query(third, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  await third.stop();
});

test('a server that an earlier start left running is stopped, and its data is taken over', async () => {
  const orphan = await start();
  await query(orphan, 'CREATE TABLE IF NOT EXISTS left_behind AS SELECT 3 AS n');
  const next = await start();
  expect(isAlive(orphan.pid)).toBe(false);
  expect(await query(next, 'SELECT n FROM left_behind')).toEqual([{ n: 3 }]);
  await next.stop();
});

test('a starter that is killed takes its server with it', async () => {
  const code = `import('tsx').then(() => import(${JSON.stringify(path.resolve('scripts/postgres.ts'))})).then(async ({ startPostgres }) => {
    const { pid } = await startPostgres({ dataDir: ${JSON.stringify(path.join(home, 'postgres'))} });
    require('node:fs').writeSync(1, String(pid));
    process.kill(process.pid, 'SIGKILL');
  });`;
  const killed = (): string => {
    try {
      return execFileSync(process.execPath, ['-e', code], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  const pid = Number(killed());
  expect(pid).toBeGreaterThan(1);
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test('a wrong password is said at once, not waited for', async () => {
  await expect(startPostgres({ dataDir: path.join(home, 'postgres'), password: 'other' })).rejects.toThrow('refuses the password');
  const right = await start();
  await right.stop();
});
