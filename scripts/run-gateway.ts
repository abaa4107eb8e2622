import { spawn } from 'node:child_process';
import path from 'node:path';
import { findPort } from './ports';

export type Gateway = {
  url: string;
  pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** Settles with its exit code when it is gone, whatever ended it. */
  gone: Promise<number | null>;
  /** As SIGTERM: answers when it is gone. */
  stop(): Promise<void>;
};

const root = path.resolve(import.meta.dirname, '..');

export type GatewayOptions = { databaseUrl: string; upstreamUrl: string; catalog?: string; portalUrl?: string; port?: number; env?: Record<string, string>; nodeArgs?: string[] };

/** Runs the bare gateway as a process, as `npm run gateway` does, on a free port. Answers when it is open. */
export const runGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const port = options.port ?? (await findPort());
  const env = {
    PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATABASE_URL: options.databaseUrl, UPSTREAM_URL: options.upstreamUrl, CATALOG: options.catalog ?? 'default',
    NEXTAUTH_URL: options.portalUrl ?? 'http://localhost:3000', METER_WAIT_MS: process.env.METER_WAIT_MS, ...options.env,
  };
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), '--import', 'tsx', path.join(root, 'scripts/gateway.ts')], { cwd: root, env: env as unknown as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const opened = new Promise<'open'>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-200_000);
        if (output.includes('The gateway is open at')) resolve('open');
      });
    }
  });
  if ((await Promise.race([opened, gone])) !== 'open') throw new Error(`The gateway did not open:\n${output}`);
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, output: () => output, gone, stop };
};
