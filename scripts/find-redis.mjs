import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const names = ['redis-server', 'valkey-server'];

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const works = (file) => isExecutable(file) && spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;

const onPath = () => ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', ...(process.env.PATH ?? '').split(path.delimiter)].flatMap((folder) => names.map((name) => path.join(folder, name)));

const apt = (args, minutes) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: minutes * 60_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;

/** A Redis server that is installed: the one that REDIS_SERVER_PATH names, or one of the path. `null` when there is none. */
export const installedRedis = () => {
  const given = process.env.REDIS_SERVER_PATH;
  if (given) return works(given) ? given : null;
  return onPath().find(works) ?? null;
};

/** The same, or else Debian's package, installed for it. Its service is not started: every test runs a server of its own. */
export const findRedis = () => {
  const installed = installedRedis();
  if (installed || process.env.REDIS_SERVER_PATH) return installed;
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return null;
  apt(['update', '-qq'], 3);
  apt(['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], 4);
  return installedRedis();
};
