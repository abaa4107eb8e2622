import { readFileSync, rmSync } from 'node:fs';
import pg from 'pg';

/**
 * Loaded first by each process that is to be killed. Once a file says so, this process is killed at a statement that it sends:
 * before it, while it is under way, or when it has committed and nobody was told.
 */
export type CrashPoint = { statement: string; when: 'before' | 'during' | 'after' };

const file = process.env.CRASH_FILE ?? '';

const armed = (): CrashPoint | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CrashPoint;
  } catch {
    return null;
  }
};

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

type Query = (...args: unknown[]) => unknown;
const prototype = pg.Client.prototype as unknown as { query: Query };
const query = prototype.query;

prototype.query = function crashing(this: pg.Client, ...args: unknown[]): unknown {
  const asked = args[0] as string | { name?: string; text?: string } | undefined;
  const words = typeof asked === 'string' ? asked : `${asked?.name ?? ''} ${asked?.text ?? ''}`;
  const point = armed();
  if (!point || !words.includes(point.statement)) return query.apply(this, args);
  rmSync(file, { force: true });
  if (point.when === 'before') die();
  const last = args.at(-1);
  const isCallback = typeof last === 'function';
  const answer = query.apply(this, point.when === 'after' && isCallback ? [...args.slice(0, -1), die] : args);
  if (point.when === 'during') setTimeout(die, 1);
  else if (!isCallback) void (answer as Promise<unknown>).then(die, die);
  return answer;
};
