import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('.env.example explains every variable that the app reads, and no other', () => {
  const known = [...read('lib/adapters/env.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1]);
  const lines = read('.env.example').split('\n');
  const explained = lines.flatMap((line, i) => (/^[A-Z_]+=/.test(line) && lines[i - 1]?.startsWith('# ') ? [line.split('=')[0]] : []));
  expect(known.length).toBeGreaterThan(10);
  expect(explained.sort()).toEqual(known.sort());
});

test('.env.example holds no secret', () => {
  const filled = read('.env.example').split('\n').filter((line) => /^[A-Z_]*(KEY|SECRET|URL)=./.test(line));
  expect(filled).toEqual([]);
});
