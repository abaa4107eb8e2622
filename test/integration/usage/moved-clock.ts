import type { Database } from '@/lib/adapters/db';

/** Moves the one clock forward, and answers the instant that it shows then. */
export const moveClock = async (database: Database, ms: number): Promise<Date> => {
  await database.sql.query('UPDATE app_clock SET offset_ms = offset_ms + $1', [ms]);
  const { rows } = await database.sql.query<{ now: Date }>('SELECT app_now() AS now');
  if (!rows[0]) throw new Error('there is a clock');
  return rows[0].now;
};
