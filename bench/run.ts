import { fork } from 'node:child_process';
import path from 'node:path';
import { generator } from './measure';
import { parts } from './parts/all';
import { writePerformancePage } from './performance-page';
import { lineOf, type Found, type Part } from './row';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const runPart = (part: Part): Promise<Found> =>
  new Promise((resolve) => {
    const child = fork(path.join(import.meta.dirname, 'run-part.ts'), [part.name], { execArgv: ['--import', 'tsx'] });
    child.once('message', (found) => resolve(found as Found));
    child.once('exit', (code) => resolve({ failed: true, rows: [{ what: part.about, figure: `not measured: it ended with ${code}, see above`, wanted: 'a figure', holds: false }] }));
  });

/** Runs the parts that are named, or all of them, and writes their sections of docs/performance.md. */
const bench = async (names: string[]): Promise<boolean> => {
  const unknown = names.find((name) => !parts.some((part) => part.name === name));
  if (unknown) throw new Error(`There is no part "${unknown}". There are: ${parts.map((part) => `${part.name} (${part.about})`).join('; ')}.`);
  say(`Calls are made by ${generator}.`);
  const done: { part: Part; found: Found }[] = [];
  for (const part of parts.filter((one) => names.length === 0 || names.includes(one.name))) {
    say(`${part.name}: ${part.about}`);
    done.push({ part, found: await runPart(part) });
  }
  const rows = done.flatMap(({ found }) => found.rows);
  say('');
  for (const row of rows) say(lineOf(row));
  writePerformancePage(parts, done.filter(({ found }) => !found.failed));
  return rows.every((row) => row.holds);
};

bench(process.argv.slice(2)).then(
  (holds) => process.exit(holds ? 0 : 1),
  (error: unknown) => {
    say(String(error));
    process.exit(2);
  },
);
