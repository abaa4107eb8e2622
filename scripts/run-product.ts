import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findPort } from './ports';

/** What `DATA_DIR/running.json` says while the product runs. */
export type Running = {
  url: string;
  databaseUrl: string;
  stripeUrl: string | null;
  upstreamUrl: string;
  catalog: string;
  redisUrl: string | null;
  mailUrl: string | null;
  smtpUrl: string | null;
  demoApiKey: string | null;
  pid: number;
};

export type Product = Running & {
  dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  /** As Ctrl-C: answers when all of it is gone. The data goes too when its folder was made here. */
  stop(): Promise<void>;
};

const ownRoot = path.resolve(import.meta.dirname, '..');
const own = /^(PORT|TRUST_PROXY|DATA_DIR|DATABASE_URL|REDIS_URL|CATALOG|UPSTREAM_URL|SMTP_URL|WORKER|DATABASE_POOL|LEDGER_KEEP_MONTHS|INTERNAL_SECRET|NODE_ENV|NEXTAUTH_\w+|STRIPE_\w+)$/;

/**
 * Runs the real product, as `npm start` does, on free ports and in a folder of its own. Of this process's environment it
 * sees nothing that would configure it, but for how long a call waits for the database; `env` does that. Answers when it is ready; throws with what it printed when it fails.
 */
export const runProduct = async (options: { env?: Record<string, string>; dataDir?: string; port?: number; timeoutMs?: number; root?: string } = {}, startsLeft = 2): Promise<Product> => {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'tollgate-product-'));
  const root = options.root ?? ownRoot;
  const port = options.port ?? (await findPort());
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  const env: Record<string, string | undefined> = { ...inherited, PORT: String(port), DATA_DIR: dataDir, ...options.env };
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], { cwd: root, env: env as NodeJS.ProcessEnv, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-200_000);
    });
  }
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      isGone = true;
      resolve();
    });
  });
  const stop = async () => {
    if (!isGone) child.kill('SIGINT');
    await gone;
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const file = path.join(dataDir, 'running.json');
  const deadline = Date.now() + (options.timeoutMs ?? 300_000);
  while (!isGone && Date.now() < deadline) {
    const running = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Running) : undefined;
    if (running?.pid === child.pid && running) return { ...running, dataDir, output: () => output, stop };
    await wait(100);
  }
  await stop();
  // Somebody was quicker at one of the free ports.
  if (options.port === undefined && startsLeft > 0 && /EADDRINUSE|is taken/.test(output)) return runProduct(options, startsLeft - 1);
  throw new Error(`The product did not start:\n${output}`);
};
