import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { csvLine } from '@/lib/domain/csv';
import type { ExportedCall } from '@/lib/domain/views/export-view';
import { beInLedger } from './ledger-start';
import { usageRange, usageRangeInput } from './usage-range';

export const exportUsageInput = z.strictObject({ from: usageRangeInput.from, to: usageRangeInput.to, format: z.enum(['csv', 'ndjson']).default('csv') });

const pageSize = 1_000;
const hourMs = 3_600_000;

type Row = {
  id: string; at: Date; request_id: string; operation: string; method: string; path: string; source: string; api_key_id: string | null; member_id: string | null; provider: string | null; model: string | null;
  input_tokens: string | null; output_tokens: string | null; cost_micros: string | null; outcome: ExportedCall['outcome']; status_code: number | null; latency_ms: number | null; units: Record<string, number>;
};
type Cursor = { at: Date; id: string };

/**
 * Every call of a range, oldest first, as a stream: whole hours, as the charts count them, so that the sums of what was charged are
 * theirs. Each piece is read when the reader asks for it, by a query of its own, so that a slow reader holds no connection.
 */
export const exportUsage = async (ctx: WorkspaceCtx, input: z.input<typeof exportUsageInput>): Promise<Response> => {
  const { format = 'csv', ...rest } = input;
  const given = usageRange(ctx, rest);
  const from = new Date(Math.floor(given.from.getTime() / hourMs) * hourMs);
  const to = new Date(Math.ceil(given.to.getTime() / hourMs) * hourMs);
  await beInLedger(ctx, from);
  const meters = Object.keys(ctx.catalog.meters);
  const lines = format === 'csv' ? { head: csvLine([...columns, ...meters.map((meter) => `units_${meter}`)]), of: csvOf(meters) } : { head: '', of: (call: ExportedCall) => `${JSON.stringify(call)}\n` };
  const name = `usage-${from.toISOString().slice(0, 10)}-to-${new Date(to.getTime() - 1).toISOString().slice(0, 10)}.${format}`;
  return new Response(streamOf(ctx, { from, to }, lines), {
    headers: { 'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
  });
};

const streamOf = (ctx: WorkspaceCtx, { from, to }: { from: Date; to: Date }, lines: { head: string; of(call: ExportedCall): string }): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  let cursor: Cursor = { at: from, id: '' };
  let head = lines.head;
  return new ReadableStream(
    {
      pull: async (controller) => {
        const rows = await readAfter(ctx, cursor, to);
        const last = rows.at(-1);
        const text = head + rows.map((row) => lines.of(toCall(row))).join('');
        head = '';
        if (text !== '') controller.enqueue(encoder.encode(text));
        if (last && rows.length === pageSize) cursor = { at: last.at, id: last.id };
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
};

const readAfter = async (ctx: WorkspaceCtx, { at, id }: Cursor, to: Date): Promise<Row[]> => {
  const { rows } = await ctx.sql.query<Row>({
    name: 'export_usage',
    text: `SELECT id, occurred_at AS at, request_id, operation, method, path, source, api_key_id, member_id, provider, model, input_tokens, output_tokens, cost_micros, outcome, status_code, latency_ms, units
           FROM usage_events WHERE workspace_id = $1 AND occurred_at >= $2 AND (occurred_at, id) > ($2, $3) AND occurred_at < $4 ORDER BY occurred_at, id LIMIT $5`,
    values: [ctx.workspaceId, at, id, to, pageSize],
  });
  return rows;
};

const number = (text: string | null): number | null => (text === null ? null : Number(text));

const toCall = (row: Row): ExportedCall => ({
  decisionId: row.id, at: row.at.toISOString(), requestId: row.request_id, operation: row.operation, method: row.method, path: row.path, source: row.source, apiKeyId: row.api_key_id, memberId: row.member_id,
  provider: row.provider, model: row.model, inputTokens: number(row.input_tokens), outputTokens: number(row.output_tokens), costMicros: number(row.cost_micros),
  outcome: row.outcome, isCharged: row.outcome !== 'released', statusCode: row.status_code, latencyMs: row.latency_ms, units: row.units,
});

const columns = [
  'decision_id', 'at', 'request_id', 'operation', 'method', 'path', 'source', 'api_key_id', 'member_id', 'provider', 'model', 'input_tokens', 'output_tokens', 'cost_micros', 'outcome', 'is_charged', 'status_code', 'latency_ms',
] as const;

const csvOf = (meters: string[]) => (call: ExportedCall): string =>
  csvLine([
    call.decisionId, call.at, call.requestId, call.operation, call.method, call.path, call.source, call.apiKeyId, call.memberId, call.provider, call.model, call.inputTokens, call.outputTokens, call.costMicros,
    call.outcome, call.isCharged, call.statusCode, call.latencyMs, ...meters.map((meter) => call.units[meter] ?? 0),
  ]);
