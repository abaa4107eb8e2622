import type { Database } from '@/lib/adapters/db';

let made = 0;

/** An alert as a call that crossed a threshold leaves it: 80 % of 1,000 calls a month unless told otherwise. */
export const makeAlert = async (database: Database, workspaceId: string, given: Partial<{ at: Date; threshold: number; severity: 'info' | 'warning' | 'critical'; meter: string; scope: string; limit: bigint; used: bigint; readAt: Date; decisionId: string }> = {}) => {
  made += 1;
  const at = given.at ?? new Date();
  return database.db.alert.create({
    data: {
      id: `alr_${String(made).padStart(6, '0')}`, workspaceId, scope: '', meter: 'calls', window: 'month', windowStart: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)),
      windowEnd: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)), threshold: 80, limit: BigInt(1_000 + made), used: 800n, severity: 'warning', at, ...given,
    },
  });
};
