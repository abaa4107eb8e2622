import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planted } from './mutant';
import { mutants } from './mutants';

const root = path.resolve(import.meta.dirname, '../..');

test('there are at least thirty planted bugs, each with a name of its own', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(30);
  expect(new Set(mutants.map((one) => one.bug)).size).toBe(mutants.length);
});

test.each(mutants.map((one) => [one.bug, one] as const))('the bug "%s" can still be planted, and its tests are there', (_bug, mutant) => {
  const { before, after } = planted(root, mutant);
  expect(after).not.toBe(before);
  for (const file of mutant.tests) expect(existsSync(path.join(root, file)), file).toBe(true);
});
