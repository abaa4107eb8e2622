import pg from 'pg';
import { isMain } from './is-main';
import { complain, reasonOf, say } from './report';
import { applyMigrations, withSchemaEngine } from './schema-engine';

const lockKey = 7_481_920_113;

/**
 * Applies the migrations that the database lacks, one runner at a time: another that runs meanwhile waits, then finds nothing to do.
 * Answers the names of those it applied.
 */
export const migrate = async (databaseUrl: string): Promise<string[]> => {
  const lock = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  lock.on('error', () => {});
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [lockKey]);
    return await withSchemaEngine(databaseUrl, applyMigrations);
  } finally {
    await lock.end();
  }
};

if (isMain(import.meta.url)) {
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) {
    complain('DATABASE_URL is missing: it names the PostgreSQL database to migrate.');
    process.exit(1);
  }
  try {
    const applied = await migrate(databaseUrl);
    say(applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`);
    process.exit(0);
  } catch (error) {
    complain(`The migration failed: ${reasonOf(error)}`);
    process.exit(1);
  }
}
