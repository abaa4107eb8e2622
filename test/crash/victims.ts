import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from '@/scripts/processes';
import { runGateway, type Gateway } from '@/scripts/run-gateway';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer } from '@/test/customer';
import { preloading } from '@/test/preload';
import { redisServer, startRedis, type RunningRedis } from '@/test/redis';
import type { CrashPoint } from './crash-points';
import { postmasterPid, serverPid } from './processes';

/** Something that is killed, and how it comes back. `points`: the statements at which it can be. */
export type Victim = { name: string; points: CrashPoint[]; pid(): number; /** Makes it do something that reaches its points. */ work?(): Promise<unknown>; back(): Promise<void> };

export type Stage = { product: Product; doors(): string[]; victims: Victim[]; arm(victim: Victim, point: CrashPoint): void; stop(): Promise<void> };

const root = path.resolve(import.meta.dirname, '../..');
const at = (statement: string): CrashPoint[] => (['before', 'during', 'after'] as const).map((when) => ({ statement, when }));
const metering = [...at('meter_consume'), ...at('meter_settle')];

const startWorker = (product: Product, more: Record<string, string>): ChildProcess => {
  const environment = Object.fromEntries(readFileSync(`/proc/${serverPid(product)}/environ`, 'utf8').split('\0').filter(Boolean).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  return spawn(process.execPath, ['--import', 'tsx', path.join(root, 'scripts/worker.ts')], { cwd: root, env: { ...environment, ...more } as unknown as NodeJS.ProcessEnv, stdio: 'ignore' });
};

export const untilGone = async (pid: number): Promise<void> => {
  const deadline = Date.now() + 60_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} still runs after a minute: its point was not reached`);
    await wait(5);
  }
};

/** Until a connection of one's own gets an answer: the instant at which the database is back. */
export const untilDatabase = async (databaseUrl: string): Promise<number> => {
  for (;;) {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 1_000 });
    client.on('error', () => {});
    const isUp = await client.connect().then(() => client.query('SELECT 1')).then(() => true, () => false);
    await client.end().catch(() => {});
    if (isUp) return performance.now();
    await wait(20);
  }
};

const untilServing = async (url: string): Promise<void> => {
  const deadline = Date.now() + 120_000;
  while (!(await fetch(`${url}/api/health`).then((response) => response.ok, () => false))) {
    if (Date.now() > deadline) throw new Error(`${url} does not serve again after two minutes`);
    await wait(25);
  }
};

/** An app, a gateway, a worker, Postgres and Redis, each of which can be killed and comes back. */
export const setStage = async (): Promise<Stage> => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'tollgate-crash-'));
  const fileOf = (name: string) => path.join(home, `${name}.json`);
  const loaded = (name: string) => ({ ...preloading(path.join(import.meta.dirname, 'crash-points.ts')), CRASH_FILE: fileOf(name) });
  const redis: RunningRedis | null = redisServer === null ? null : await startRedis();
  const product = await runProduct({ env: { ...loaded('app'), WORKER: 'separate', ...(redis && { REDIS_URL: redis.url }) }, timeoutMs: 900_000 });
  const { databaseUrl, upstreamUrl, url: portalUrl } = product;
  const openGateway = () => runGateway({ databaseUrl, upstreamUrl, portalUrl, env: { ...loaded('gateway'), ...(redis && { REDIS_URL: redis.url }) } });
  let gateway: Gateway = await openGateway();
  let worker = startWorker(product, loaded('worker'));

  const victims: Victim[] = [
    { name: 'app', points: metering, pid: () => serverPid(product), back: () => untilServing(product.url) },
    {
      name: 'gateway', points: metering, pid: () => gateway.pid,
      back: async () => {
        gateway = await openGateway();
      },
    },
    {
      name: 'worker', points: at('"emails"'), pid: () => worker.pid ?? 0, work: () => newCustomer(product.url),
      back: async () => {
        worker = startWorker(product, loaded('worker'));
        await once(worker, 'spawn');
      },
    },
    { name: 'Postgres', points: [], pid: () => postmasterPid(product), back: () => untilServing(product.url) },
    ...(redis ? [{ name: 'Redis', points: [], pid: redis.pid, back: redis.start }] : []),
  ];
  const stop = async () => {
    worker.kill('SIGTERM');
    await gateway.stop();
    await product.stop();
    await redis?.stop();
    rmSync(home, { recursive: true, force: true });
  };
  const arm = (victim: Victim, point: CrashPoint): void => {
    if (existsSync(fileOf(victim.name))) throw new Error(`${victim.name} is to be killed already`);
    writeFileSync(fileOf(victim.name), JSON.stringify(point));
  };
  return { product, doors: () => [product.url, gateway.url], victims, arm, stop };
};
