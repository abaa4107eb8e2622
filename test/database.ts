import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase, type Database } from '@/lib/adapters/db';
import { migrate } from '@/scripts/migrate';

const migrations = path.resolve(import.meta.dirname, '../prisma/migrations');

/** One template per state of the migrations, so that a server which outlives a run never hands out an old schema. */
const template = `tollgate_template_${createHash('sha256').update(readdirSync(migrations, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql')).sort().map((name) => name + readFileSync(path.join(migrations, name), 'utf8')).join()).digest('hex').slice(0, 12)}`;

const onServer = async <R>(act: (client: pg.Client) => Promise<R>): Promise<R> => {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
};

const urlOf = (database: string): string => {
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${database}`;
  return url.href;
};

/** Migrates a template once per run; whoever comes first makes it, the others wait. */
const ensureTemplate = (client: pg.Client) => async (): Promise<void> => {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1 AND NOT datallowconn', [template]);
  if (rowCount) return;
  await client.query(`DROP DATABASE IF EXISTS ${template}`);
  await client.query(`CREATE DATABASE ${template}`);
  await migrate(urlOf(template));
  await client.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
};

/** A migrated database of its own on the run's real PostgreSQL. `drop` closes it and removes it. */
export const makeDatabase = async (options: { max?: number; statementTimeoutMs?: number } = {}): Promise<Database & { url: string; drop(): Promise<void> }> => {
  const name = `t_${process.pid}_${Math.floor(performance.now() * 1000)}`;
  await onServer(async (client) => {
    await client.query('SELECT pg_advisory_lock(1)');
    await ensureTemplate(client)();
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    await client.query('SELECT pg_advisory_unlock(1)');
  });
  const database = openDatabase(urlOf(name), { connectTimeoutMs: 60_000, statementTimeoutMs: 55_000, ...options });
  // A connection that is just saying goodbye is waited for: one that is cut would report it to whoever had it.
  const drop = async () => {
    await database.close();
    await onServer((client) => client.query(`DROP DATABASE ${name}`).catch(() => client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  };
  return { ...database, url: urlOf(name), drop };
};
