import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { localize } from '@/lib/domain/locale';
import type { Outcome, RecentCall, RecentCalls } from '@/lib/domain/views/usage-view';

export const listRecentCallsInput = z.strictObject({ cursor: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(100).default(25) });

type Row = {
  id: string; at: Date; kind: 'admitted' | 'refused'; operation: string; method: string | null; path: string | null; api_key_id: string | null; key_name: string | null;
  units: Record<string, number> | null; outcome: Outcome | null; status_code: number | null; latency_ms: number | null; degraded: boolean; code: string | null; count: number;
};

/** Admitted calls and groups of refused ones, newest first. `nextCursor` is null on the last page; a page is stable while calls arrive. */
export const listRecentCalls = async (ctx: WorkspaceCtx, input: z.input<typeof listRecentCallsInput>): Promise<RecentCalls> => {
  const limit = Number(input.limit ?? 25);
  const before = input.cursor === undefined ? { at: new Date('9999-01-01T00:00:00Z'), id: '' } : readCursor(input.cursor);
  const { rows } = await ctx.sql.query<Row>({
    name: 'recent_calls',
    text: `SELECT c.*, k.name AS key_name FROM (
             (SELECT e.id, e.occurred_at AS at, 'admitted' AS kind, e.operation, e.method, e.path, e.api_key_id, e.units, e.outcome, e.status_code, e.latency_ms, e.degraded, NULL AS code, 1 AS count
              FROM usage_events e WHERE e.workspace_id = $1 AND e.occurred_at <= $2 AND (e.occurred_at, e.id) < ($2, $3) ORDER BY e.occurred_at DESC, e.id DESC LIMIT $4)
             UNION ALL
             (SELECT r.id, r.first_at, 'refused', r.operation, NULL, NULL, r.api_key_id, NULL, NULL, NULL, NULL, false, r.code, r.count
              FROM refusals r WHERE r.workspace_id = $1 AND NOT r.is_shadow AND r.minute <= $2 AND (r.first_at, r.id) < ($2, $3) ORDER BY r.minute DESC, r.first_at DESC, r.id DESC LIMIT $4)
           ) c LEFT JOIN api_keys k ON k.id = c.api_key_id AND k.workspace_id = $1
           ORDER BY c.at DESC, c.id DESC LIMIT $4`,
    values: [ctx.workspaceId, before.at, before.id, limit + 1],
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((row) => toCall(ctx, row)),
    nextCursor: rows.length > limit && last ? Buffer.from(`${last.at.toISOString()}|${last.id}`).toString('base64url') : null,
    asOf: ctx.now.toISOString(),
  };
};

const readCursor = (cursor: string): { at: Date; id: string } => {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  const date = new Date(at);
  if (!/^\d{4}-/.test(at) || Number.isNaN(date.getTime()) || !/^dec_[0-9a-z]{26}$/.test(id)) {
    throw new AppError('invalid_input', 'The cursor is not one of ours.', { errors: [{ pointer: '?cursor', message: 'Use nextCursor of the page before.' }] });
  }
  return { at: date, id };
};

const toCall = (ctx: WorkspaceCtx, row: Row): RecentCall => {
  const operation = ctx.catalog.operations[row.operation];
  return {
    decisionId: row.id, at: row.at.toISOString(), kind: row.kind, operation: row.operation, operationName: operation ? localize(operation.name, ctx.locale) : row.operation,
    method: row.method, path: row.path, apiKeyId: row.api_key_id, apiKeyName: row.key_name, units: row.units ?? {}, outcome: row.outcome, statusCode: row.status_code,
    latencyMs: row.latency_ms, degraded: row.degraded, code: row.code, count: row.count,
  };
};
