import { constants, copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  const mine = `${file}.${process.pid}.new`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, command: path.basename(process.argv[1] ?? 'node') }), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (appears(mine, file)) return { release: () => rmSync(file, { force: true }) };
      if (holderOf(file) !== undefined) return null;
      discard(file);
    }
    return null;
  } finally {
    rmSync(mine, { force: true });
  }
};

/** Gives the whole file its place at once, so that nobody ever reads half a lock. False when the place is taken. */
const appears = (whole: string, place: string): boolean => succeeds(() => linkSync(whole, place)) ?? succeeds(() => copyFileSync(whole, place, constants.COPYFILE_EXCL)) ?? false;

/** Whether it did, or `undefined` where the file system has no links. */
const succeeds = (take: () => void): boolean | undefined => {
  try {
    take();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return undefined;
    throw error;
  }
};

/** Whether there is a lock and nobody alive holds it. A lock that was let go in between is not there. */
const isDead = (file: string): boolean => {
  const before = statSync(file, { throwIfNoEntry: false })?.ino;
  return before !== undefined && holderOf(file) === undefined && statSync(file, { throwIfNoEntry: false })?.ino === before;
};

/** A take-over lasts microseconds; one this old belongs to a process that was killed in it. */
const staleMs = 5_000;

/** Takes a dead lock away. Only one process does so at a time, and a dead file changes for nobody else: what it saw dead is what it removes. */
const discard = (file: string): void => {
  const guard = `${file}.takeover`;
  if (!succeeds(() => mkdirSync(guard))) {
    const made = statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - made > staleMs) rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    if (isDead(file)) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
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
