import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isProcess } from '@/scripts/processes';

export type Held = { release(): void };

/** Who holds the lock: the process that wrote it, if it still runs. */
export const holderOf = (file: string): number | undefined => {
  try {
    const { pid, command } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; command: string };
    return pid !== process.pid && isProcess(pid, command) ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** Takes the lock, or answers `null` when a living process holds it. What a killed process left is taken over. */
export const tryLock = (file: string): Held | null => {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, command: path.basename(process.argv[1] ?? 'node') });
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (holderOf(file) !== undefined) return null;
    discard(file);
  }
  return null;
};

/** Only one of several that find a dead lock can rename it; the others try again from the start. */
const discard = (file: string): void => {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
};

/** Takes the lock as soon as its holder lets go. */
export const waitForLock = async (file: string, onWait: (pid: number | undefined) => void): Promise<Held> => {
  let told = false;
  for (;;) {
    const held = tryLock(file);
    if (held) return held;
    if (!told) onWait(holderOf(file));
    told = true;
    await wait(250);
  }
};
