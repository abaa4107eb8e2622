import type { z } from 'zod';
import { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import { withCosts } from '@/lib/services/model-prices/with-costs';
import { measuredFields } from '@/lib/services/usage/settle';
import type { MeteringCtx } from './metering-ctx';
import { resolveDirect } from './resolve-direct';
import { usageEventInput, type ingestUsageInput } from './use-input';

export type IngestedView = { id: string | null; source: string | null; status: 'recorded' | 'duplicate' | 'rejected'; decisionId: string | null; reason: string | null };
type Event = z.output<typeof usageEventInput>;
type Ready = { at: number; row: { d: string; r: string; a: string | null; o: string; u: Record<string, number>; v?: object } };

const reasons: Record<string, string> = {
  too_late: 'It happened more than 24 hours ago.', in_the_future: 'It is more than 5 minutes ahead.', conflict: 'An event with this source and id was recorded with other contents.',
};

/**
 * Records up to 500 uses that happened elsewhere, each once per source and id, in the windows of the instant at which they happened.
 * Nothing is refused for a limit: what there is no room for is overage or debt. An event that is wrong is rejected alone.
 */
export const ingestUsage = async (ctx: MeteringCtx, { events }: z.output<typeof ingestUsageInput>): Promise<{ results: IngestedView[]; recorded: number; duplicates: number; rejected: number }> => {
  const key = await ownKey(ctx);
  const results: IngestedView[] = [];
  const ready: Ready[] = [];
  for (const [i, given] of events.entries()) {
    const parsed = usageEventInput.safeParse(given);
    const named = namesOf(given);
    if (!parsed.success) {
      results.push({ ...named, status: 'rejected', decisionId: null, reason: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') });
      continue;
    }
    const made = await rowOf({ ...ctx, now: key.now }, parsed.data);
    results.push({ ...named, status: 'rejected', decisionId: null, reason: typeof made === 'string' ? made : null });
    if (typeof made !== 'string') ready.push({ at: i, row: made });
  }
  const { rows } = await ctx.sql.query<{ result: string; decision_id: string | null }>({
    name: 'meter_ingest', text: 'SELECT * FROM meter_ingest($1, $2, $3, $4::jsonb)', values: [key.workspace_id, key.id, key.created_by_id, JSON.stringify(ready.map((one) => one.row))],
  });
  rows.forEach(({ result, decision_id: decisionId }, i) => {
    const view = results[(ready[i] as Ready).at] as IngestedView;
    Object.assign(view, { decisionId, status: result === 'recorded' || result === 'duplicate' ? result : 'rejected', reason: reasons[result] ?? null });
  });
  const count = (status: IngestedView['status']) => results.filter((one) => one.status === status).length;
  return { results, recorded: count('recorded'), duplicates: count('duplicate'), rejected: count('rejected') };
};

const ownKey = async ({ sql, keyHash }: MeteringCtx) => {
  const { rows } = await sql.query<{ id: string; workspace_id: string; created_by_id: string | null; scopes: string[]; now: Date }>(
    'SELECT id, workspace_id, created_by_id, scopes, app_now() AS now FROM api_keys WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > app_now())', [keyHash]);
  const [key] = rows;
  if (!key) throw new AppError('invalid_api_key', 'This key does not exist, was revoked or has expired. Make a new one in the portal.');
  if (!key.scopes.includes('gateway')) throw new AppError('insufficient_scope', 'This key does not have the scope "gateway". Make a key that has it.');
  return key;
};

const namesOf = (given: unknown): { id: string | null; source: string | null } => {
  const { id, source } = (typeof given === 'object' && given !== null ? given : {}) as { id?: unknown; source?: unknown };
  return { id: typeof id === 'string' ? id : null, source: typeof source === 'string' ? source : null };
};

/** No other source and id have the same one, and no header can say it: a request id has no "=". */
const requestIdOf = ({ source, id }: Event): string => `event=${source.length}:${source}:${id}`;

/** The row, or why there can be none. */
const rowOf = async (ctx: MeteringCtx, event: Event): Promise<Ready['row'] | string> => {
  const unknown = Object.keys(event.units ?? {}).filter((meter) => ctx.catalog.meters[meter] === undefined);
  if (unknown.length > 0) return `units: ${unknown.join(', ')} is not a meter of this product`;
  const resolved = resolveDirect(ctx.catalog, event, { headers: ctx.headers, fields: {} });
  if (resolved === null) return 'operation: is not one of this product';
  const occurredAt = new Date(event.occurredAt ?? ctx.now).toISOString();
  const spec = ctx.catalog.operations[resolved.operation]?.model;
  const { provider, model, inputTokens, outputTokens } = event;
  const tokens = spec?.tokens === undefined || inputTokens === undefined || event.units?.[spec.tokens] !== undefined ? {} : { [spec.tokens]: inputTokens + (outputTokens ?? 0) };
  const measured = { units: { ...resolved.weights, ...tokens }, provider, model, inputTokens, outputTokens, costMeter: spec?.cost };
  const decisionId = newId('dec', ctx.now.getTime());
  const [priced] = await withCosts(ctx, [{ decisionId, occurredAt, outcome: 'succeeded', statusCode: null, latencyMs: 0, measured }]);
  return { d: decisionId, r: requestIdOf(event), a: event.occurredAt === undefined ? null : occurredAt, o: resolved.operation, u: priced?.measured?.units ?? {}, v: measuredFields(priced?.measured ?? measured) };
};
