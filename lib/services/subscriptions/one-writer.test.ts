import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const folders = ['app', 'lib', 'scripts', 'prisma', 'gateway', 'middleware.ts', 'instrumentation.ts'];

const filesIn = (name: string): string[] => {
  const full = path.join(root, name);
  if (/\.tsx?$/.test(name)) return [name];
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? (entry.name === 'generated' ? [] : filesIn(path.join(name, entry.name))) : /\.tsx?$/.test(entry.name) ? [path.join(name, entry.name)] : [],
  );
};
const exists = (name: string): boolean => readdirSync(root).includes(name);
const sources = folders.filter(exists).flatMap(filesIn).filter((file) => !/\.test\.tsx?$/.test(file)).map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
const writing = (pattern: RegExp): string[] => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file).sort();

const write = '(create|createMany|update|updateMany|upsert|delete|deleteMany)';
const syncing = 'lib/services/subscriptions/sync-subscription.ts';

test('syncSubscription is the only writer of subscriptions', () => {
  expect(writing(new RegExp(`\\.subscription\\.${write}\\b`))).toEqual([syncing]);
  expect(writing(/(INSERT INTO|UPDATE|DELETE FROM)\s+"?subscriptions\b/i)).toEqual([]);
});

test('a workspace’s plan is written where it is made or seeded and by syncSubscription, and nowhere else', () => {
  const writers = sources.filter(({ text }) => [...text.matchAll(new RegExp(`\\.workspace\\.${write}\\(`, 'g'))].some((found) => writesPlan(text.slice(found.index))));
  expect(writers.map(({ file }) => file).sort()).toEqual([syncing, 'lib/services/workspaces/open-workspace.ts', 'prisma/seed.ts']);
  expect(writing(/UPDATE\s+"?workspaces\b/i)).toEqual([]);
});

/** Whether the call that begins here names the plan in its data, or takes its data from elsewhere. */
const writesPlan = (text: string): boolean => {
  const end = text.indexOf(';');
  return /planVersionId|periodAnchor|data: [a-z]/.test(text.slice(0, end));
};
