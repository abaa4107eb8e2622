import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '@/scripts/report';
import { readKept, writeKept } from './kept-file';
import { waitForLock } from './lock';
import { shareChunks } from './share-chunks';

const root = path.resolve(import.meta.dirname, '../..');
const sources = [
  'app', 'components', 'lib', 'public', 'prisma/schema.prisma', 'middleware.ts', 'instrumentation.ts', 'instrumentation-client.ts',
  'next.config.mjs', 'postcss.config.mjs', 'tailwind.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json', 'scripts/start/share-chunks.ts',
];
const derived = new Set(['generated', 'node_modules']);
const isTest = (name: string): boolean => /\.test\.tsx?$/.test(name);

const filesUnder = (target: string): string[] => {
  if (!existsSync(target)) return [];
  if (!statSync(target).isDirectory()) return [target];
  return readdirSync(target).filter((name) => !derived.has(name) && !isTest(name)).sort().flatMap((name) => filesUnder(path.join(target, name)));
};

/** One fingerprint of all files that `names` reach from `base`: their paths and their bytes. */
export const fingerprintOf = (base: string, names: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesUnder(path.join(base, name)))) {
    const bytes = readFileSync(file);
    hash.update(`${path.relative(base, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
};

type Stamp = { fingerprint: string };

const run = (args: string[], env: Record<string, string | undefined>, what: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] });
    const endWithUs = () => child.kill();
    process.once('exit', endWithUs);
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-8_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('exit', endWithUs);
      if (code === 0) return resolve();
      reject(new StartError(`${what} failed:\n${output.trim()}`));
    });
  });

type Made = 'made' | 'kept';

/** One maker at a time per checkout; who waited finds the work done by the other. */
const makeOnce = async (lockName: string, isFresh: () => boolean, make: () => Promise<void>, onWait: (pid?: number) => void): Promise<Made> => {
  if (isFresh()) return 'kept';
  const lock = await waitForLock(path.join(root, 'node_modules/.cache/tollgate', lockName), onWait);
  try {
    if (isFresh()) return 'kept';
    await make();
    return 'made';
  } finally {
    lock.release();
  }
};

/** Prisma's client for the schema as it is now. Its schema engine is not needed for that, so none is downloaded. */
export const generateClient = (onWait: (pid?: number) => void): Promise<Made> => {
  const stampFile = path.join(root, 'lib/generated/stamp.json');
  const fingerprint = fingerprintOf(root, ['prisma/schema.prisma', 'package-lock.json']);
  const isFresh = () => readKept<Stamp>(stampFile).fingerprint === fingerprint && existsSync(path.join(root, 'lib/generated/prisma/client.ts'));
  const make = async () => {
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
    await run([path.join(root, 'node_modules/prisma/build/index.js'), 'generate'], env, 'prisma generate');
    writeKept(stampFile, { fingerprint });
  };
  return makeOnce('generate.lock', isFresh, make, onWait);
};

/** The production build, made when a source changed since the last one. */
export const buildApp = (env: Record<string, string | undefined>, onWait: (pid?: number) => void): Promise<Made> => {
  const stampFile = path.join(root, '.next/tollgate-build.json');
  const isFresh = () => existsSync(path.join(root, '.next/BUILD_ID')) && readKept<Stamp>(stampFile).fingerprint === fingerprintOf(root, sources);
  const make = async () => {
    const fingerprint = fingerprintOf(root, sources);
    rmSync(stampFile, { force: true });
    await run([path.join(root, 'node_modules/next/dist/bin/next'), 'build'], { ...env, NODE_ENV: 'production' }, 'next build');
    shareChunks(path.join(root, '.next/server/chunks'));
    writeKept(stampFile, { fingerprint });
  };
  return makeOnce('build.lock', isFresh, make, onWait);
};
