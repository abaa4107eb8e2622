import { expect, test } from 'vitest';
import { backoff, keepRunning, type Running } from './keep-running';

const fake = () => {
  let end: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { gone, end, stopped: false, async stop() { this.stopped = true; end(); } };
};
const silent = { tell: () => {}, giveUp: () => {} };

test('waits longer with every start in the last minute, then gives up', () => {
  const at = (n: number) => Array.from({ length: n }, () => 100_000);
  expect([0, 1, 2, 3, 4, 5].map((n) => backoff(at(n), 100_000))).toEqual([0, 250, 500, 1_000, 2_000, null]);
});

test('forgets starts that are older than a minute', () => {
  expect(backoff([1, 2, 3, 4, 5], 100_000)).toBe(0);
});

test('starts again what ended by itself, and says so', async () => {
  const all: ReturnType<typeof fake>[] = [];
  const lines: string[] = [];
  const kept = await keepRunning('It', async () => (all.push(fake()), all.at(-1) as ReturnType<typeof fake>), { ...silent, tell: (line) => lines.push(line) });
  all[0]?.end();
  await expect.poll(() => kept.current() === all[1]).toBe(true);
  expect(lines[0]).toBe('It ended by itself. Starting it again.');
  await kept.stop();
  expect(all.map((one) => one.stopped)).toEqual([false, true]);
});

test('does not start again what was stopped on purpose', async () => {
  let starts = 0;
  const kept = await keepRunning('It', async () => ((starts += 1), fake()), silent);
  await kept.stop();
  await new Promise((resolve) => setImmediate(resolve));
  expect(starts).toBe(1);
});

test('gives up with the last reason when it cannot be started', async () => {
  const first = fake();
  let starts = 0;
  const reason = await new Promise<string>((resolve, reject) => {
    const start = async (): Promise<Running> => {
      starts += 1;
      if (starts > 1) throw new Error('no room');
      return first;
    };
    keepRunning('It', start, { tell: () => {}, giveUp: resolve }).catch(reject);
    setImmediate(() => first.end());
  });
  expect([starts, reason]).toEqual([6, 'It ended 5 times within a minute: no room']);
});

test('a first start that fails is the caller’s to hear', async () => {
  await expect(keepRunning('It', () => Promise.reject(new Error('no')), silent)).rejects.toThrow('no');
});
