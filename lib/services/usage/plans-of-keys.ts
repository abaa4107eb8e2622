import type { Pool } from 'pg';
import type { BurstLimits } from '@/lib/domain/rate-limit/burst';

/** What a burst limit needs to know of a key: whose it is and what the plan allows. `now` is the application's time. */
export type KeyPlan = { keyHash: string; keyId: string; workspaceId: string; planVersionId: string; plan: string; limits: BurstLimits; now: Date };

/** The plans of those keys that can call the gateway, now. Others are left out: the meter says what is wrong with them. */
export const plansOfKeys = async (ctx: { sql: Pool }, keyHashes: string[]): Promise<KeyPlan[]> => {
  const { rows } = await ctx.sql.query<Omit<KeyPlan, 'limits'> & { limits: BurstLimits | null }>({
    name: 'plans_of_keys',
    text: `SELECT k.hash AS "keyHash", k.id AS "keyId", w.id AS "workspaceId", v.id AS "planVersionId", v.plan, v.body -> 'rateLimits' AS limits, n.now
           FROM (SELECT app_now() AS now) n CROSS JOIN api_keys k JOIN workspaces w ON w.id = k.workspace_id JOIN plan_versions v ON v.id = w.plan_version_id
           WHERE k.hash = ANY ($1) AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > n.now) AND 'gateway' = ANY (k.scopes)`,
    values: [keyHashes],
  });
  return rows.map((row) => ({ ...row, limits: row.limits ?? {} }));
};
