import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { letPass, postgresUser, usableBinaries, type Binaries, type PostgresUser } from './postgres-binaries';
import { findPort } from './ports';
import { isAlive, isProcess } from './processes';

export type PostgresOptions = {
  /** Absolute or relative folder of the cluster; made when missing. */
  dataDir: string;
  port?: number;
  user?: string;
  password?: string;
  /** Server settings as `name=value`. */
  settings?: string[];
};

export type RunningPostgres = {
  url(database?: string): string;
  port: number;
  /** The postmaster's process id. */
  pid: number;
  /** Folders above the data that had to be opened to the server's user. */
  opened: string[];
  /** Settles when the server is gone, whatever ended it. */
  gone: Promise<void>;
  stop(): Promise<void>;
};

const startTimeoutMs = 90_000;

// The server ends when its parent does, even by kill -9: the shell's second job reads a pipe that only the parent holds.
const guarded = 'exec 3<&0; "$@" 3<&- </dev/null & server=$!; (read -r _ <&3; kill -INT $server) & guard=$!; exec 3<&-; wait $server; code=$?; kill $guard; exit $code';

/**
 * Starts PostgreSQL on this machine's own address and answers when it takes connections. A server that an earlier, killed
 * process left on the same data is stopped first; recovery after a crash is waited for.
 */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  const dataDir = path.resolve(options.dataDir);
  const login = { user: options.user ?? 'tollgate', password: options.password ?? 'tollgate' };
  const runAs = postgresUser();
  mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o700 });
  const opened = letPass(dataDir, runAs);
  const binaries = usableBinaries(runAs, path.join(path.dirname(dataDir), 'postgres-binaries'));
  initialise(dataDir, binaries, runAs, login);
  stopLeftover(dataDir, binaries, runAs);
  const port = options.port ?? (await findPort());
  const url = (database = 'postgres') => `postgres://${login.user}:${encodeURIComponent(login.password)}@127.0.0.1:${port}/${database}`;
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC', ...(options.settings ?? [])];
  const args = ['-D', dataDir, '-p', String(port), ...settings.flatMap((one) => ['-c', one])];
  const server = await launch(binaries.postgres, args, runAs, url());
  const pid = postmasterPid(dataDir) ?? server.child.pid ?? 0;
  return { url, port, pid, opened, gone: server.gone, stop: () => stop(pid, server.gone, server.child) };
};

/** Made beside its place and moved there when complete, so that a start that is killed half way leaves nothing half made. */
const initialise = (dataDir: string, binaries: Binaries, runAs: PostgresUser, login: { user: string; password: string }): void => {
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) return;
  if (existsSync(dataDir)) rmdirSync(dataDir);
  const fresh = mkdtempSync(`${dataDir}-`);
  const passwordFile = path.join(fresh, 'password');
  const cluster = path.join(fresh, 'cluster');
  try {
    mkdirSync(cluster, { mode: 0o700 });
    writeFileSync(passwordFile, `${login.password}\n`, { mode: 0o600 });
    if (runAs) for (const file of [fresh, cluster, passwordFile]) chownSync(file, runAs.uid, runAs.gid);
    const args = ['-D', cluster, '-U', login.user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
    execFileSync(binaries.initdb, args, { ...runAs, stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
    renameSync(cluster, dataDir);
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? '').trim();
    throw new Error(`PostgreSQL could not prepare ${dataDir}: ${said || (error as Error).message}`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

const postmasterPid = (dataDir: string): number | undefined => {
  try {
    const pid = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
};

const stopLeftover = (dataDir: string, binaries: Binaries, runAs: PostgresUser): void => {
  const pid = postmasterPid(dataDir);
  if (pid === undefined || !isProcess(pid, dataDir)) return;
  try {
    execFileSync(binaries.pgCtl, ['stop', '-D', dataDir, '-m', 'fast', '-w', '-t', '60'], { ...runAs, stdio: 'ignore', cwd: '/' });
  } catch {
    if (isProcess(pid, dataDir)) throw new Error(`A PostgreSQL server from an earlier start (process ${pid}) still uses ${dataDir} and did not stop. Stop it: kill -INT ${pid}`);
  }
};

type Launched = { child: ChildProcess; gone: Promise<void> };

/** Launches until the server answers: right after a crash its old backends may hold the shared memory for a moment. */
const launch = async (postgres: string, args: string[], runAs: PostgresUser, url: string): Promise<Launched> => {
  const deadline = Date.now() + startTimeoutMs;
  let said = '';
  while (Date.now() < deadline) {
    const { child, gone, output } = spawnServer(postgres, args, runAs);
    try {
      if (await answers(url, () => child.exitCode === null && child.signalCode === null && Date.now() < deadline)) return { child, gone };
    } catch (error) {
      await abandon(child, gone);
      throw error;
    }
    await abandon(child, gone);
    said = output().trim();
    if (!/shared memory block|lock file|recovery|starting up/i.test(said)) break;
    await wait(300);
  }
  throw new Error(`PostgreSQL did not start: ${said.split('\n').slice(-6).join('\n') || 'it gave no reason'}`);
};

/** Letting go of the pipe makes the guard stop the server. */
const abandon = async (child: ChildProcess, gone: Promise<void>): Promise<void> => {
  child.stdin?.destroy();
  if (process.platform === 'win32') child.kill();
  await gone;
};

const spawnServer = (postgres: string, args: string[], runAs: PostgresUser) => {
  const common = { ...runAs, detached: true, stdio: ['pipe', 'ignore', 'pipe'] as ['pipe', 'ignore', 'pipe'] };
  const child = process.platform === 'win32' ? spawn(postgres, args, common) : spawn('/bin/sh', ['-c', guarded, 'sh', postgres, ...args], { ...common, cwd: '/' });
  let tail = '';
  child.stderr.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-4_000);
  });
  child.stdin.on('error', () => {});
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      tail += error.message;
      resolve();
    });
    child.once('exit', () => resolve());
  });
  return { child, gone, output: () => tail };
};

const answers = async (connectionString: string, mayWait: () => boolean): Promise<boolean> => {
  while (mayWait()) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') throw new Error('PostgreSQL refuses the password that was kept for this data folder.');
      await wait(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  return false;
};

/** A fast shutdown: open transactions are rolled back, everything committed is kept. */
const stop = async (pid: number, gone: Promise<void>, child: ChildProcess): Promise<void> => {
  if (isAlive(pid)) {
    try {
      process.kill(pid, 'SIGINT');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  await gone;
  child.stdin?.destroy();
  child.stderr?.destroy();
};
