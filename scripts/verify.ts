import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openPool } from '@/lib/adapters/pool';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { complain, reasonOf, say } from './report';
import { startPostgres, type RunningPostgres } from './postgres';

const dataDir = process.env.DATA_DIR || '.data';

/** DATABASE_URL, else the running product's, else the stopped product's own server, started for the check. */
const findDatabase = async (): Promise<{ url: string; server?: RunningPostgres }> => {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL };
  const running = path.join(dataDir, 'running.json');
  if (existsSync(running)) return { url: (JSON.parse(readFileSync(running, 'utf8')) as { databaseUrl: string }).databaseUrl };
  const cluster = path.join(dataDir, 'postgres');
  if (!existsSync(cluster)) throw new Error(`There is nothing to verify: no DATABASE_URL, and no data in ${dataDir}.`);
  const { postgresPassword } = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as { postgresPassword: string };
  const server = await startPostgres({ dataDir: cluster, password: postgresPassword });
  return { url: server.url(), server };
};

const verify = async (): Promise<number> => {
  const { url, server } = await findDatabase();
  const sql = openPool(url, { max: 1, statementTimeoutMs: 600_000 });
  try {
    const { checks, findings } = await verifyBooks({ sql }, {});
    for (const check of checks) {
      const found = findings.filter((finding) => finding.check === check);
      say(`${found.length === 0 ? 'ok     ' : 'WRONG  '}${check}`);
      for (const { detail } of found) say(`         ${detail}`);
    }
    say(findings.length === 0 ? 'The books are right.' : `${findings.length} differences.`);
    return findings.length === 0 ? 0 : 1;
  } finally {
    await sql.end();
    await server?.stop();
  }
};

verify().then(
  (code) => process.exit(code),
  (error: unknown) => {
    complain(`The books could not be verified: ${reasonOf(error)}`);
    process.exit(2);
  },
);
