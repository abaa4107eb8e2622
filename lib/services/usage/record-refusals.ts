import type { Pool } from 'pg';

/** Calls of one workspace, operation and minute that the same burst limit refused. All carry the id of the first. */
export type RefusedBurst = {
  id: string; workspaceId: string; operation: string; code: 'rate_limited'; meter: string; minute: Date; count: number; limit: number; used: number; resetsAt: Date;
  apiKeyId: string; planVersionId: string; firstAt: Date; lastAt: Date;
};

/** Counts refused calls where those of the quotas are counted. Not idempotent: after a lost answer, a repeat counts them again. */
export const recordRefusals = async (ctx: { sql: Pool }, refused: RefusedBurst[]): Promise<void> => {
  await ctx.sql.query({
    name: 'record_refusals',
    text: `INSERT INTO refusals AS f (id, workspace_id, operation, code, meter, "window", minute, count, "limit", used, required, resets_at, api_key_id, plan_version_id, first_at, last_at)
           SELECT r.id, r."workspaceId", r.operation, r.code, r.meter, 'minute', r.minute, r.count, r."limit", r.used, 1, r."resetsAt", r."apiKeyId", r."planVersionId", r."firstAt", r."lastAt"
           FROM jsonb_to_recordset($1::jsonb) AS r (id text, "workspaceId" text, operation text, code text, meter text, minute timestamptz, count int, "limit" bigint, used bigint,
             "resetsAt" timestamptz, "apiKeyId" text, "planVersionId" text, "firstAt" timestamptz, "lastAt" timestamptz)
           ORDER BY r."workspaceId", r.operation, r.code, r.meter, r.minute
           ON CONFLICT (workspace_id, operation, code, meter, "window", scope, is_shadow, minute) DO UPDATE SET count = f.count + excluded.count, last_at = GREATEST(f.last_at, excluded.last_at)`,
    values: [JSON.stringify(refused)],
  });
};
