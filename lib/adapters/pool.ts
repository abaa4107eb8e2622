import pg from 'pg';

export type PoolOptions = { max?: number; statementTimeoutMs?: number; connectTimeoutMs?: number; /** How long a statement waits for a lock before it gives up by itself. */ lockTimeoutMs?: number };

/**
 * Plain connections. A statement that takes longer than `statementTimeoutMs` is cancelled by the server, and the client
 * gives up a little later, so that no call hangs on a database that is paused.
 */
export const openPool = (connectionString: string, options: PoolOptions = {}): pg.Pool => {
  const timeout = options.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString, max: options.max ?? 10, connectionTimeoutMillis: options.connectTimeoutMs ?? 3_000, idleTimeoutMillis: 30_000,
    // Whatever zone the server is in, a day of the database is a day of UTC.
    options: '-c timezone=UTC', statement_timeout: timeout, query_timeout: timeout + 500, keepAlive: true,
    ...(options.lockTimeoutMs !== undefined && { lock_timeout: options.lockTimeoutMs }),
  });
  // A lost idle connection is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
};
