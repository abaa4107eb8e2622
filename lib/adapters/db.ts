import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from '@/lib/generated/prisma/client';
import { openPool, type PoolOptions } from './pool';

export type Database = { db: PrismaClient; sql: pg.Pool; close(): Promise<void> };

/** One pool for the process, shared by Prisma and by plain SQL. */
export const openDatabase = (connectionString: string, options: PoolOptions = {}): Database => {
  const sql = openPool(connectionString, options);
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
