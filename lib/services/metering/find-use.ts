import { AppError } from '@/lib/domain/app-error';
import type { MeteringCtx } from './metering-ctx';

export type UseRow = { id: string; occurred_at: Date; operation: string; outcome: string; units: Record<string, number>; beyond: { m: string; n: number; as: 'overage' | 'debt' }[] | null; cost_micros: string | null };

/** A decision of the key's own workspace. Another's is not there; a call through the gateway is not one's own to settle. */
export const findUse = async ({ sql, keyHash }: MeteringCtx, decisionId: string): Promise<UseRow> => {
  const { rows } = await sql.query<UseRow & { usable: boolean; scoped: boolean }>({
    name: 'find_use',
    text: `SELECT e.id, e.occurred_at, e.operation, e.outcome, e.units, e.beyond, e.cost_micros, k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > app_now()) AS usable, 'gateway' = ANY (k.scopes) AS scoped
           FROM api_keys k LEFT JOIN usage_events e ON e.workspace_id = k.workspace_id AND e.id = $2 AND e.source = 'api' WHERE k.hash = $1`,
    values: [keyHash, decisionId],
  });
  const [row] = rows;
  if (!row?.usable) throw new AppError('invalid_api_key', 'This key does not exist, was revoked or has expired. Make a new one in the portal.');
  if (!row.scoped) throw new AppError('insufficient_scope', 'This key does not have the scope "gateway". Make a key that has it.');
  if (row.id === null) throw new AppError('not_found', 'There is no such use.');
  return row;
};
