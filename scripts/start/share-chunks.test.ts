import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shareChunks } from './share-chunks';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tollgate-chunks-'));
  mkdirSync(path.join(folder, 'ssr'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const chunk = (what: string): string => `module.exports = [1, () => ${JSON.stringify(what.repeat(100))}];`;
const write = (name: string, code: string) => writeFileSync(path.join(folder, name), code);
const load = (name: string): [number, () => string] => createRequire(path.join(folder, 'here.js'))(path.join(folder, name)) as [number, () => string];

test('chunks that are the same but for the name of their map are loaded once, from whichever folder', () => {
  write('a.js', `${chunk('same')}\n//# sourceMappingURL=a.js.map`);
  write('b.js', `${chunk('same')}\n//# sourceMappingURL=b.js.map`);
  write('ssr/c.js', `${chunk('same')}\n//# sourceMappingURL=c.js.map\n`);
  write('d.js', `${chunk('other')}\n//# sourceMappingURL=d.js.map`);
  expect(shareChunks(folder)).toBe(2);
  expect([load('b.js'), load('ssr/c.js')].every((one) => one === load('a.js'))).toBe(true);
  expect([load('a.js')[1](), load('d.js')[1]()]).toEqual(['same'.repeat(100), 'other'.repeat(100)]);
  expect(statSync(path.join(folder, 'b.js')).size).toBeLessThan(60);
});

test('what was shared is left alone the next time', () => {
  for (const name of ['a.js', 'b.js', 'ssr/c.js']) write(name, chunk('same'));
  expect([shareChunks(folder), shareChunks(folder), load('ssr/c.js')[0]]).toEqual([2, 0, 1]);
});
