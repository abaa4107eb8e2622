import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const decisions = readdirSync(path.join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`);
const documents = ['README.md', 'CONTRIBUTING.md', 'sandbox/stripe/README.md', ...decisions].map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1] ?? '');
const exists = (place: string): boolean => existsSync(path.join(root, place));

test.each(documents)('every link of $file leads somewhere', ({ file, text }) => {
  const targets = all(text, /\]\(([^)#]+)\)/g).filter((target) => !/^https?:/.test(target));
  expect(targets.filter((target) => !exists(path.join(path.dirname(file), decodeURIComponent(target))))).toEqual([]);
});

test.each(documents)('every path that $file names exists', ({ text }) => {
  const named = all(text, /`((?:app|bench|components|docs|e2e|lib|prisma|sandbox|scripts|test)\/[\w./-]+?)\/?`/g);
  expect(named.filter((place) => !exists(place))).toEqual([]);
});

test.each(documents)('every npm command of $file exists', ({ text }) => {
  const named = [...all(text, /npm run ([\w:]+)/g), ...all(text, /npm (start|test)\b/g)];
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('every variable that the README names is explained in .env.example', () => {
  const readme = documents[0]?.text ?? '';
  const explained = readFileSync(path.join(root, '.env.example'), 'utf8');
  const named = [...new Set(all(readme, /`([A-Z][A-Z_]{3,})`/g))];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !explained.includes(`${name}=`))).toEqual([]);
});
