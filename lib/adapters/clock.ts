import type { Pool } from 'pg';

/** Milliseconds that the application's clock is ahead of the wall clock. */
export const readOffset = async (sql: Pool): Promise<number> => {
  const { rows } = await sql.query<{ offset_ms: string }>('SELECT offset_ms FROM app_clock');
  return Number(rows[0]?.offset_ms ?? 0);
};

/**
 * The application's one clock: the wall clock, moved by the offset that SQL's `app_now()` reads too. Only the Stripe
 * sandbox can move it, so outside the sandbox no query is made.
 */
export const readNow = async (sql: Pool, canBeMoved: boolean): Promise<Date> => {
  const offset = canBeMoved ? await readOffset(sql) : 0;
  return new Date(Date.now() + offset);
};

/** Moves the clock to wall time plus `offsetMs`. It only ever moves forward. */
export const moveClock = async (sql: Pool, offsetMs: number): Promise<void> => {
  await sql.query('UPDATE app_clock SET offset_ms = GREATEST(offset_ms, $1)', [Math.floor(offsetMs)]);
};
