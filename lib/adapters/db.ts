import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '@/lib/generated/prisma/client';

export type Database = { db: PrismaClient; sql: pg.Pool; close(): Promise<void> };

/**
 * One pool for the process, shared by Prisma and by the meter's plain SQL. A statement that takes longer than
 * `statementTimeoutMs` is cancelled by the server, and the client gives up a little later, so that no call hangs on a
 * database that is paused.
 */
export const openDatabase = (connectionString: string, options: { max?: number; statementTimeoutMs?: number } = {}): Database => {
  const timeout = options.statementTimeoutMs ?? 10_000;
  const sql = new pg.Pool({
    connectionString, max: options.max ?? 10, connectionTimeoutMillis: 3_000, idleTimeoutMillis: 30_000,
    statement_timeout: timeout, query_timeout: timeout + 1_000, keepAlive: true,
  });
  // A lost idle connection is replaced at the next query; without a listener it would end the process.
  sql.on('error', () => {});
  const db = new PrismaClient({ adapter: new PrismaPg(sql, { disposeExternalPool: false }) });
  return {
    db,
    sql,
    close: async () => {
      await db.$disconnect();
      await sql.end();
    },
  };
};
