import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';

/** The instant before which calls were moved out of the ledger and only sums of days are kept; null where all are there. */
export const ledgerStart = async (ctx: Pick<WorkspaceCtx, 'sql'>): Promise<Date | null> => {
  const { rows } = await ctx.sql.query<{ starts: Date | null }>({ name: 'ledger_start', text: 'SELECT NULLIF(ledger_from, $1) AS starts FROM usage_rollup_state', values: ['-infinity'] });
  return rows[0]?.starts ?? null;
};

/** @throws AppError invalid_input for single calls or hours from before the ledger's first month. */
export const beInLedger = async (ctx: Pick<WorkspaceCtx, 'sql'>, from: Date): Promise<void> => {
  const starts = await ledgerStart(ctx);
  if (!starts || from >= starts) return;
  const message = `Single calls and hours are kept from ${starts.toISOString().slice(0, 10)} on. Of the time before, sums of days are kept.`;
  throw new AppError('invalid_input', message, { errors: [{ pointer: '?from', message }] });
};
