import { spawn } from 'node:child_process';
import path from 'node:path';

export type Served = { url: string; pid: number; stop(): Promise<void> };

const root = path.resolve(import.meta.dirname, '../..');

/** Runs one of the bench's servers in a process of its own; it says on which port it listens. */
export const runServer = async (file: string, env: Record<string, string> = {}): Promise<Served> => {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, file)], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<null>((resolve) => child.once('exit', () => resolve(null)));
  const port = await Promise.race([gone, new Promise<string>((resolve) => child.stdout.on('data', (chunk: Buffer) => {
    const found = /listening on (\d+)/.exec(chunk.toString('utf8'))?.[1];
    if (found) resolve(found);
  }))]);
  if (port === null) throw new Error(`${file} did not start`);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: async () => void (child.kill('SIGTERM'), await gone) };
};
