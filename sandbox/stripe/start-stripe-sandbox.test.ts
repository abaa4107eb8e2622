import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startStripeSandbox, type SandboxOptions } from './start-stripe-sandbox';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tollgate-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const dataFile = path.join(folder, 'stripe.json');
const day = 86_400;

/** One run of the sandbox: moves time when asked, and answers where its clock stands and what the host was told. */
const run = async (options: SandboxOptions, advance?: number): Promise<{ offset: number; told: number[] }> => {
  const told: number[] = [];
  const sandbox = await startStripeSandbox({ ...options, onTimeAdvance: (ms) => Promise.resolve(void told.push(ms / 1000)) });
  if (advance) await fetch(`${sandbox.url}/_sandbox/time/advance`, { method: 'POST', body: JSON.stringify({ seconds: advance }) });
  const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { offsetSeconds: number };
  await sandbox.close();
  return { offset: state.offsetSeconds, told };
};

test('the sandbox and its host start at the same time, whichever of the two lost its data', async () => {
  expect(await run({ dataFile }, 40 * day)).toEqual({ offset: 40 * day, told: [40 * day] });
  expect(await run({ dataFile, hostOffsetMs: 0 })).toEqual({ offset: 40 * day, told: [40 * day] });
  expect(await run({ hostOffsetMs: 40 * day * 1000 })).toEqual({ offset: 40 * day, told: [40 * day] });
  expect(await run({})).toEqual({ offset: 0, told: [] });
});
