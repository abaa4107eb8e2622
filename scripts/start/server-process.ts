import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from '@/scripts/report';
import type { Running } from './keep-running';

const root = path.resolve(import.meta.dirname, '../..');
const readyTimeoutMs = 60_000;
const drainMs = 12_000;

export type RunningServer = Running & { pid: number };

/** Runs `scripts/serve.ts` with this environment and answers when it says that it listens and proves to be alive. */
export const startServer = async (env: Record<string, string | undefined>, url: string, options: { dev: boolean }): Promise<RunningServer> => {
  const args = [...heapLimit(env, options.dev), '--import', 'tsx', path.join(root, 'scripts/serve.ts'), ...(options.dev ? ['--dev'] : [])];
  // A process group of its own: Ctrl-C reaches it only through the starter, which stops things in order.
  // Fewer malloc arenas: the server's many threads otherwise keep hundreds of megabytes that they hardly use.
  const lean: Record<string, string | undefined> = { ...env, MALLOC_ARENA_MAX: env.MALLOC_ARENA_MAX ?? '2' };
  const child = spawn(process.execPath, args, { cwd: root, env: lean as NodeJS.ProcessEnv, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  }).then(() => {
    isGone = true;
  });
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message: { ready?: boolean }) => {
      if (message.ready) resolve();
    });
  });
  const stop = async () => {
    if (isGone) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), drainMs);
    await gone;
    clearTimeout(late);
  };
  const outcome = await Promise.race([ready.then(() => 'ready' as const), gone.then(() => 'gone' as const), wait(readyTimeoutMs, 'late' as const, { ref: false })]);
  if (outcome !== 'ready') {
    await stop();
    throw new StartError(outcome === 'gone' ? 'The server ended before it listened; its own words are above.' : `The server did not listen within ${readyTimeoutMs / 1000} seconds.`);
  }
  if (!(await isLive(url, () => isGone))) {
    await stop();
    throw new StartError(`The server listens but ${url}/api/health/live does not answer 200.`);
  }
  return { pid: child.pid ?? 0, gone, stop };
};

/** V8 sizes its heap by the machine and collects late; the server needs far less, unless it compiles as well. `NODE_OPTIONS` may say otherwise. */
const heapLimit = (env: Record<string, string | undefined>, dev: boolean): string[] =>
  dev || /max-old-space-size/.test(env.NODE_OPTIONS ?? '') ? [] : ['--max-old-space-size=512'];

const isLive = async (url: string, isGone: () => boolean): Promise<boolean> => {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && !isGone()) {
    const answer = await fetch(`${url}/api/health/live`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return true;
    await wait(200);
  }
  return false;
};
