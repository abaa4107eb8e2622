import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A bug, planted: in `file`, or in the newest definition of an SQL function, `find` becomes `replace`. `tests` are the smallest
 * that must notice.
 */
export type Mutant = { bug: string; in: { file: string } | { sql: string } | { migration: string }; find: string; replace: string; tests: string[] };

/** Where a mutant's text has to be: a file of this checkout, and from where to where in it. */
type Place = { file: string; from: number; to: number };

const migrationsDir = 'prisma/migrations';

const newestDefinition = (root: string, name: string): Place => {
  const files = readdirSync(path.join(root, migrationsDir)).sort().map((folder) => path.join(migrationsDir, folder, 'migration.sql'));
  const starts = new RegExp(`^CREATE (OR REPLACE )?FUNCTION ${name}\\(`, 'm');
  for (const file of files.filter((one) => one.endsWith('.sql') && !one.includes('migration_lock')).reverse()) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const from = text.search(starts);
    if (from < 0) continue;
    const end = text.slice(from).search(/\$\$;$/m);
    return { file, from, to: end < 0 ? text.length : from + end };
  }
  throw new Error(`no migration defines the function ${name}`);
};

const placeOf = (root: string, mutant: Mutant): Place => {
  if ('sql' in mutant.in) return newestDefinition(root, mutant.in.sql);
  const file = 'file' in mutant.in ? mutant.in.file : path.join(migrationsDir, mutant.in.migration, 'migration.sql');
  return { file, from: 0, to: Infinity };
};

/** The file with the bug in it. @throws when what it replaces is not there, or is there more than once: then the mutant has to be written anew. */
export const planted = (root: string, mutant: Mutant): { file: string; before: string; after: string } => {
  const { file, from, to } = placeOf(root, mutant);
  const before = readFileSync(path.join(root, file), 'utf8');
  const part = before.slice(from, to);
  const times = part.split(mutant.find).length - 1;
  if (times !== 1) throw new Error(`"${mutant.bug}": its text is in ${file} ${times} times, not once:\n${mutant.find}`);
  return { file, before, after: before.slice(0, from) + part.replace(mutant.find, () => mutant.replace) + before.slice(from + part.length) };
};
