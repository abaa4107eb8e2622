import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprintOf } from './build';

let base: string;
const write = (name: string, text: string) => writeFileSync(path.join(base, name), text);
const now = () => fingerprintOf(base, ['app', 'one.ts', 'missing.ts']);
beforeAll(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'tollgate-sources-'));
  mkdirSync(path.join(base, 'app/generated'), { recursive: true });
  write('one.ts', 'a');
  write('app/page.tsx', 'b');
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('changes with a file’s content and name, and only then', () => {
  const before = now();
  expect(now()).toBe(before);
  write('one.ts', 'c');
  const changed = now();
  expect(changed).not.toBe(before);
  renameSync(path.join(base, 'app/page.tsx'), path.join(base, 'app/other.tsx'));
  expect(now()).not.toBe(changed);
});

test('tests and generated code need no new build', () => {
  const before = now();
  write('app/page.test.tsx', 'x');
  write('app/generated/client.ts', 'x');
  expect(now()).toBe(before);
});
