import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findPort } from '@/scripts/ports';

/** A Redis server on a free port, in memory only. */
export const runRedis = async (program: string): Promise<{ url: string; stop(): Promise<void> }> => {
  const port = await findPort();
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tollgate-redis-'));
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<'gone'>((resolve) => child.once('exit', () => resolve('gone')));
  const ready = new Promise<'ready'>((resolve) => child.stdout.on('data', (chunk: Buffer) => chunk.toString('utf8').includes('Ready to accept connections') && resolve('ready')));
  if ((await Promise.race([ready, gone])) === 'gone') throw new Error('redis-server did not start');
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
};
