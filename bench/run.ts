import { generator } from './measure';
import { app } from './parts/app';
import { bare } from './parts/bare';
import { curves } from './parts/curves';
import { edge } from './parts/edge';
import { fairness } from './parts/fairness';
import { soak } from './parts/soak';
import { writePerformancePage } from './performance-page';
import { lineOf, type Found, type Part } from './row';

const parts: Part[] = [edge, bare, fairness, soak, curves, app];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs the parts that are named, or all of them; all together also write docs/performance.md. */
const bench = async (names: string[]): Promise<boolean> => {
  const unknown = names.find((name) => !parts.some((part) => part.name === name));
  if (unknown) throw new Error(`There is no part "${unknown}". There are: ${parts.map((part) => `${part.name} (${part.about})`).join('; ')}.`);
  const chosen = parts.filter((part) => names.length === 0 || names.includes(part.name));
  say(`Calls are made by ${generator}.`);
  const done: { part: Part; found: Found }[] = [];
  for (const part of chosen) {
    say(`${part.name}: ${part.about}`);
    const found = await part.run({ say, isLong: names.includes('soak') }).catch((error: unknown): Found => ({ rows: [{ what: part.about, figure: `not measured: ${String(error).slice(0, 300)}`, wanted: 'a figure', holds: false }] }));
    done.push({ part, found });
  }
  const rows = done.flatMap(({ found }) => found.rows);
  say('');
  for (const row of rows) say(lineOf(row));
  if (names.length === 0) writePerformancePage(done);
  return rows.every((row) => row.holds);
};

bench(process.argv.slice(2)).then(
  (holds) => process.exit(holds ? 0 : 1),
  (error: unknown) => {
    say(String(error));
    process.exit(2);
  },
);
