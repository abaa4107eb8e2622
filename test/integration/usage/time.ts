import type { Database } from '@/lib/adapters/db';

/** Puts the application's clock to this instant, or to the wall's where that is later; it runs on from there. */
export const setTime = async (database: Database, at: Date): Promise<void> => {
  await database.sql.query(`UPDATE app_clock SET offset_ms = GREATEST(0, ceil(extract(epoch FROM $1::timestamptz - clock_timestamp()) * 1000))`, [at]);
};

/** Moves the application's clock forward. */
export const passTime = async (database: Database, ms: number): Promise<void> => {
  await database.sql.query('UPDATE app_clock SET offset_ms = offset_ms + $1', [ms]);
};
