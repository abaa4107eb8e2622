import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

export type PacedLoad = { url: string; keys: string[]; perSecond: number; seconds: number; method: string; path: string; body?: string };

/** Calls at a fixed rate from a process of its own. Answers how long each took; failed ones are only counted. */
export const runPaced = async (load: PacedLoad): Promise<{ tookMs: number[]; failed: number }> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(root, 'bench/load/paced.ts'), JSON.stringify(load)], { cwd: root, maxBuffer: 512 * 1024 * 1024 });
  const all = JSON.parse(stdout) as number[];
  return { tookMs: all.filter((ms) => ms >= 0), failed: all.filter((ms) => ms < 0).length };
};
