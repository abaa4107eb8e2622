import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandOf } from '@/scripts/processes';
import { holderOf, tryLock, waitForLock } from './lock';

let folder: string;
const file = () => path.join(folder, 'deep/one.lock');
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tollgate-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As another process would: one that lives as long as this test does. */
const heldByAnother = () => {
  tryLock(file());
  writeFileSync(file(), JSON.stringify({ pid: process.ppid, command: path.basename(commandOf(process.ppid).split(' ')[0] ?? '') }));
};

test('a lock that is let go can be taken', () => {
  tryLock(file())?.release();
  expect(tryLock(file())).not.toBeNull();
});

test('a lock that a living process holds cannot be taken, and names it', () => {
  heldByAnother();
  expect(tryLock(file())).toBeNull();
  expect(holderOf(file())).toBe(process.ppid);
});

test('what a dead process, a stranger with its number or a torn write left behind is taken over', () => {
  for (const left of ['{"pid":999999999,"command":"start.mjs"}', JSON.stringify({ pid: process.ppid, command: 'surely-not-this' }), '{"pi']) {
    tryLock(file())?.release();
    writeFileSync(file(), left);
    const held = tryLock(file());
    expect(held).not.toBeNull();
    held?.release();
  }
  expect(readdirSync(path.dirname(file()))).toEqual([]);
});

test('who waits gets the lock when its holder lets go, and hears who that was', async () => {
  heldByAnother();
  const heard: (number | undefined)[] = [];
  const waiting = waitForLock(file(), (pid) => {
    heard.push(pid);
    rmSync(file());
  });
  await expect(waiting).resolves.toBeDefined();
  expect(heard).toEqual([process.ppid]);
});

test('of processes that find the same dead lock at once exactly one gets it', async () => {
  const files = Array.from({ length: 60 }, (_, n) => path.join(folder, `${n}.lock`));
  for (const one of files) writeFileSync(one, '{"pid":999999999,"command":"start.mjs"}');
  const contenders = Array.from({ length: 4 }, () => fork(path.join(import.meta.dirname, 'lock-contender.ts'), { execArgv: ['--import', 'tsx'] }));
  const said = <T>(child: ChildProcess) => new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)));
  await Promise.all(contenders.map((child) => said(child)));
  const answers = contenders.map((child) => said<{ got: boolean[] }>(child));
  for (const child of contenders) child.send({ files, at: Date.now() + 300, everyMs: 20 });
  const got = (await Promise.all(answers)).map((answer) => answer.got);
  for (const child of contenders) child.kill();
  expect(files.map((_, n) => got.filter((one) => one[n]).length)).toEqual(files.map(() => 1));
});
