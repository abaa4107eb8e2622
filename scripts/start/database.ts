import pg from 'pg';
import { StartError } from '@/scripts/report';

const clientFor = (connectionString: string): pg.Client => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  return client;
};

const versionOf = async (url: string): Promise<string> => {
  const client = clientFor(url);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end().catch(() => {});
  }
};

/** Makes the database that `url` names when its server has none of that name. Answers the server's version. */
export const reachDatabase = async (url: string): Promise<string> => {
  const { hostname, port, pathname } = new URL(url);
  const name = decodeURIComponent(pathname.slice(1));
  try {
    return await versionOf(url);
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') {
      throw new StartError(`DATABASE_URL: PostgreSQL at ${hostname}:${port || 5432} does not let us in: ${(error as Error).message}`, 'Check that the server runs and that user, password and database are right.');
    }
  }
  await makeDatabase(url, name);
  return versionOf(url);
};

const makeDatabase = async (url: string, name: string): Promise<void> => {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = clientFor(maintenance.href);
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === '42P04' || code === '23505') return;
    throw new StartError(`The database "${name}" does not exist and could not be made: ${(error as Error).message}`, `Make it: createdb ${name}`);
  } finally {
    await client.end().catch(() => {});
  }
};
