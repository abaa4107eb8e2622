import type { Mutant } from './mutant';

const usage = (name: string) => `test/integration/usage/${name}.test.ts`;
const settling = { sql: 'meter_settle' };
const ingesting = { sql: 'meter_ingest' };

/** Bugs in what is kept, given back, carried over and told. */
export const ofKeeping: Mutant[] = [
  {
    bug: 'release twice', in: settling, find: `AND (q.v IS NULL OR q.o = 'released') AND (e.outcome = 'unknown' OR (e.outcome = 'held' AND e.hold_expires_at > v_now))`, replace: `AND (q.v IS NULL OR q.o = 'released')`,
    tests: [usage('settle')],
  },
  { bug: 'settle a hold after its end', in: settling, find: `AND e.occurred_at = one.a AND (e.outcome = 'unknown' OR (e.outcome = 'held' AND e.hold_expires_at > v_now)) FOR UPDATE`, replace: `AND e.occurred_at = one.a AND e.outcome IN ('unknown', 'held') FOR UPDATE`, tests: [usage('holds')] },
  { bug: 'give nothing back', in: settling, find: 'IF v_given IS NOT NULL THEN PERFORM meter_give_back(v_given); END IF;', replace: '', tests: [usage('settle')] },
  { bug: 'give back to the plan what a pack paid', in: { sql: 'meter_give_back' }, find: `b.units - CASE WHEN n.window = 'billing_period' THEN b.other ELSE 0 END AS units`, replace: 'b.units AS units', tests: [usage('packs')] },
  { bug: 'give back to windows of the plan of today', in: { sql: 'meter_give_back' }, find: 'JOIN entitlements n ON n.plan_version_id = b.plan_version_id AND n.meter = b.meter', replace: 'JOIN workspaces w ON w.id = b.workspace_id JOIN entitlements n ON n.plan_version_id = w.plan_version_id AND n.meter = b.meter', tests: [usage('changing-plans')] },
  { bug: 'forget what was used beyond a hold', in: { sql: 'meter_measure' }, find: `IF e.scope = '' AND v_wallet.meter IS NULL AND NOT e.shadow AND v_before + e.units > e.lim THEN`, replace: 'IF false THEN', tests: [usage('holds'), usage('ingest')] },
  { bug: 'count what was held and what was measured', in: { sql: 'meter_measure' }, find: 'v_delta := m.units - COALESCE((o_units ->> m.meter)::bigint, 0);', replace: 'v_delta := m.units;', tests: [usage('holds')] },
  { bug: 'let twice as much pass into the next period', in: { sql: 'refresh_plan_grants' }, find: 'v_moved := LEAST(COALESCE(v_before.remaining, 0), COALESCE(r.rollover, 0));', replace: 'v_moved := LEAST(COALESCE(v_before.remaining, 0), 2 * COALESCE(r.rollover, 0));', tests: [usage('periods')] },
  { bug: 'let everything pass into the next period', in: { sql: 'refresh_plan_grants' }, find: 'v_moved := LEAST(COALESCE(v_before.remaining, 0), COALESCE(r.rollover, 0));', replace: 'v_moved := LEAST(v_before.remaining, r.rollover);', tests: [usage('periods')] },
  { bug: 'take in the same event twice', in: ingesting, find: 'IF v_prior.id IS NOT NULL THEN', replace: 'IF false THEN', tests: [usage('ingest')] },
  { bug: 'take in what is too late', in: ingesting, find: `v_now - interval '24 hours'`, replace: `v_now - interval '25 hours'`, tests: [usage('ingest')] },
  { bug: 'take in what has not happened yet', in: ingesting, find: `v_now + interval '5 minutes'`, replace: `v_now + interval '1 hour'`, tests: [usage('ingest')] },
  { bug: 'drop the index that makes a request id count once', in: { sql: 'ensure_usage_partition' }, find: 'CREATE UNIQUE INDEX %I ON %I (workspace_id, request_id)', replace: 'CREATE INDEX %I ON %I (workspace_id, request_id)', tests: [usage('once')] },
  { bug: 'drop the index that makes an alert be raised once', in: { migration: '20261130090000_metering' }, find: 'CREATE UNIQUE INDEX "alerts_once"', replace: 'CREATE INDEX "alerts_once"', tests: [usage('once')] },
  { bug: 'end a window a moment too late', in: { sql: 'window_at' }, find: 'IF v_anchor + make_interval(months => v_n) > v_at THEN', replace: 'IF v_anchor + make_interval(months => v_n) >= v_at THEN', tests: [usage('windows')] },
  { bug: 'count a period from the boundary before', in: { sql: 'window_at' }, find: `ends := (v_anchor + make_interval(months => v_n + 1)) AT TIME ZONE 'UTC';`, replace: `ends := starts + interval '1 month';`, tests: [usage('windows'), usage('once')] },
  { bug: 'decide by a period that has not begun', in: { sql: 'meter_consume' }, find: 'WHEN w.anchor + make_interval(months => d.n) > v_utc THEN d.n - 1 ELSE d.n END', replace: 'WHEN false THEN d.n - 1 ELSE d.n END', tests: [usage('rules')] },
  { bug: 'revoke the key of another workspace', in: { file: 'lib/services/api-keys/revoke-api-key.ts' }, find: 'const mine = { id: input.id, workspaceId: tx.workspaceId };', replace: 'const mine = { id: input.id };', tests: ['test/integration/api-keys/api-keys.test.ts'] },
  { bug: 'take back no refunded credits', in: { file: 'lib/services/credits/claw-back.ts' }, find: 'now.minor !== row.refundedMinor', replace: 'now.minor < row.refundedMinor', tests: ['test/integration/billing/taking-back.test.ts', 'test/integration/billing/credits.test.ts'] },
  { bug: 'ignore how old a webhook’s signature is', in: { file: 'lib/services/inbound-events/verify-stripe-event.ts' }, find: 'const toleranceSeconds = 300;', replace: 'const toleranceSeconds = 300_000_000;', tests: ['test/integration/billing/inbound-events.test.ts'] },
];
