import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { installedRedis } from '@/scripts/find-redis.mjs';
import { findPort } from '@/scripts/ports';

/** The Redis server that tests run, or null: they are skipped then, and say so. */
export const redisServer = installedRedis();
if (redisServer === null) console.warn('SKIPPED: no redis-server is installed, so the tests on a real Redis do not run. Install one, or name it with REDIS_SERVER_PATH.');

export type RunningRedis = {
  url: string;
  port: number;
  pid(): number;
  /** A connection of the test's own, to look and to do harm. */
  client(): Redis;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A real Redis server that keeps nothing, on a free port. After `kill` it can be started again on the same one, empty. */
export const startRedis = async (): Promise<RunningRedis> => {
  const port = await findPort();
  const home = mkdtempSync(path.join(os.tmpdir(), 'tollgate-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  const clients: Redis[] = [];
  let child: ChildProcess | undefined;
  const client = () => {
    const made = new Redis(url, { protocol: 2, retryStrategy: () => 20, maxRetriesPerRequest: null });
    made.on('error', () => {});
    clients.push(made);
    return made;
  };
  const start = async () => {
    child = spawn(redisServer ?? 'redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', home], { stdio: 'ignore' });
    const asking = client();
    await asking.ping();
  };
  const kill = async () => {
    const gone = child ? once(child, 'exit') : undefined;
    child?.kill('SIGKILL');
    await gone;
  };
  const stop = async () => {
    for (const made of clients) made.disconnect();
    if (child?.exitCode === null && child.signalCode === null) await kill();
    rmSync(home, { recursive: true, force: true });
  };
  await start();
  return { url, port, pid: () => child?.pid ?? 0, client, kill, start, stop };
};

/** Stands between a client and a server and holds back what it passes on, both ways together for `delayMs`. */
export const slowProxy = async (targetPort: number) => {
  const sockets = new Set<net.Socket>();
  let delayMs = 0;
  const server = net.createServer((near) => {
    const far = net.connect(targetPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
    }
    const pass = (from: net.Socket, to: net.Socket, heldMs: () => number) => {
      let tail = Promise.resolve();
      from.on('data', (chunk: Buffer) => {
        const dueMs = performance.now() + heldMs();
        tail = tail.then(() => new Promise((resolve) => setTimeout(() => resolve(void to.write(chunk)), Math.max(0, dueMs - performance.now()))));
      });
      from.on('close', () => to.destroy());
    };
    pass(near, far, () => delayMs);
    pass(far, near, () => 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    delay: (ms: number) => void (delayMs = ms),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
