import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const stamp = path.join(root, 'node_modules/.tollgate-install');

/** `22.3.1` against `^20.19.0 || ^22.12.0 || >=24.0.0`: the forms that package.json's `engines` uses. */
export const satisfies = (version, range) => {
  const parts = (text) => text.split('.').map((part) => Number.parseInt(part, 10));
  const [major, minor, patch] = parts(version);
  return range.split('||').some((one) => {
    const [, sign, least] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(one.trim()) ?? [];
    if (!least) throw new Error(`engines.node: "${one.trim()}" is not understood`);
    const [a, b, c] = parts(least);
    if (sign === '^' && major !== a) return false;
    return major > a || (major === a && (minor > b || (minor === b && patch >= c)));
  });
};

const checkNode = () => {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  if (satisfies(process.versions.node, engines.node)) return;
  console.error(`Tollgate needs Node ${engines.node}; this is ${process.versions.node}.\nInstall a newer Node from https://nodejs.org and try again.`);
  process.exit(1);
};

const lockHash = () => createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');

/** npm keeps its own copy of the lock file in node_modules; an install by hand leaves that and no stamp of ours. */
const isInstalled = (hash) => {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8').trim() === hash;
  const own = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(own)) return false;
  const named = JSON.parse(readFileSync(own, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const isSame = Object.entries(wanted).every(([name, { version, optional }]) => name === '' || optional || named[name]?.version === version);
  if (isSame) writeFileSync(stamp, hash);
  return isSame;
};

/** Checks Node's version and runs `npm ci` when the packages are missing or not those of package-lock.json. */
export const install = async () => {
  checkNode();
  const hash = lockHash();
  if (isInstalled(hash)) return;
  const startedAt = Date.now();
  console.log('  Packages: npm ci, once and whenever package-lock.json changes');
  // Prisma's own engines are not used here; any existing file keeps its installer from downloading them.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, NODE_ENV: '' };
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const done = spawnSync(npm[0], [...npm[1], 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], shell: npm[0] === 'npm' && process.platform === 'win32',
  });
  if (done.status !== 0) {
    console.error('\nnpm ci failed; its own words are above. Check the connection to the package registry and try again.');
    process.exit(1);
  }
  writeFileSync(stamp, hash);
  console.log(`  Packages               ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  installed`);
};
