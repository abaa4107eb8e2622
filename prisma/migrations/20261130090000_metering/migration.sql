-- The ledger: whose call it was, what the model behind it counted, what was reserved before that was known, and what was used beyond a limit.
ALTER TABLE "usage_events"
  ADD COLUMN "member_id" TEXT,
  ADD COLUMN "source" TEXT NOT NULL DEFAULT 'gateway',
  ADD COLUMN "provider" TEXT,
  ADD COLUMN "model" TEXT,
  ADD COLUMN "input_tokens" BIGINT,
  ADD COLUMN "output_tokens" BIGINT,
  ADD COLUMN "cost_micros" BIGINT,
  ADD COLUMN "held" JSONB,
  ADD COLUMN "hold_expires_at" TIMESTAMPTZ(3),
  ADD COLUMN "beyond" JSONB;
ALTER TABLE "usage_events" DROP CONSTRAINT "usage_events_outcome_is_known";
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_outcome_is_known" CHECK ("outcome" IN ('unknown', 'held', 'succeeded', 'released', 'aborted'));
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_source_is_known" CHECK ("source" IN ('gateway', 'api', 'ingest'));
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_hold_expires" CHECK (("outcome" = 'held') <= ("hold_expires_at" IS NOT NULL));
-- When the process that makes a call last said that it still runs; null for one that was not yet long.
ALTER TABLE "usage_events" ADD COLUMN "running_at" TIMESTAMPTZ(3);
CREATE INDEX "usage_events_holds_idx" ON "usage_events"("workspace_id", "hold_expires_at") WHERE "outcome" = 'held';

-- A counter counts a workspace (''), the limits that it set itself ('own'), one of its keys or one of its members.
ALTER TABLE "usage_counters" ADD COLUMN "scope" TEXT NOT NULL DEFAULT '';
ALTER TABLE "usage_counters" DROP CONSTRAINT "usage_counters_pkey";
ALTER TABLE "usage_counters" ADD CONSTRAINT "usage_counters_pkey" PRIMARY KEY ("workspace_id", "scope", "meter", "window", "window_start");
ALTER TABLE "usage_counters" ADD CONSTRAINT "usage_counters_scope_is_known" CHECK ("scope" = '' OR "scope" = 'own' OR "scope" ~ '^(key|member):.');

-- Of an entitlement: refuses nobody and records whom it would have refused; what of a period's units passes into the next; the price beyond it.
ALTER TABLE "entitlements"
  ADD COLUMN "is_shadow" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "rollover" BIGINT,
  ADD COLUMN "overage_per" BIGINT,
  ADD COLUMN "overage_minor" BIGINT;
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_rollover_is_not_negative" CHECK ("rollover" >= 0);
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_overage_has_a_price" CHECK (("overage_per" IS NULL) = ("overage_minor" IS NULL) AND "overage_per" > 0 AND "overage_minor" >= 0);
DROP TRIGGER entitlements_are_immutable ON "entitlements";
CREATE TRIGGER entitlements_are_immutable BEFORE DELETE OR UPDATE OF "plan_version_id", "meter", "window", "limit", "when_unavailable", "is_soft", "is_shadow", "rollover" ON "entitlements"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The plan version whose units a period's grant holds; a change of plan adjusts the grant.
ALTER TABLE "credit_grants" ADD COLUMN "plan_version_id" TEXT, ADD COLUMN "starts_at" TIMESTAMPTZ(3);

ALTER TABLE "refusals" ADD COLUMN "is_shadow" BOOLEAN NOT NULL DEFAULT false, ADD COLUMN "scope" TEXT NOT NULL DEFAULT '';
DROP INDEX "refusals_workspace_id_operation_code_meter_window_minute_key";
CREATE UNIQUE INDEX "refusals_once_a_minute" ON "refusals"("workspace_id", "operation", "code", "meter", "window", "scope", "is_shadow", "minute");

-- Limits that a workspace sets itself, for all of it, a key or a member. The meter 'spend' counts minor units of what is billed beyond the plan.
CREATE TABLE "own_limits" (
  "id" TEXT PRIMARY KEY,
  "workspace_id" TEXT NOT NULL REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "scope" TEXT NOT NULL,
  "meter" TEXT NOT NULL,
  "window" TEXT NOT NULL,
  "limit" BIGINT NOT NULL,
  "mode" TEXT NOT NULL,
  "created_by_id" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "own_limits_scope_is_known" CHECK ("scope" = 'own' OR "scope" ~ '^(key|member):.'),
  CONSTRAINT "own_limits_window_is_known" CHECK ("window" IN ('day', 'month', 'billing_period')),
  CONSTRAINT "own_limits_limit_is_not_negative" CHECK ("limit" >= 0),
  CONSTRAINT "own_limits_mode_is_known" CHECK ("mode" IN ('hard', 'notify')),
  CONSTRAINT "own_limits_spend_is_the_workspaces" CHECK ("meter" <> 'spend' OR ("scope" = 'own' AND "window" = 'billing_period'))
);
CREATE UNIQUE INDEX "own_limits_workspace_id_scope_meter_window_key" ON "own_limits"("workspace_id", "scope", "meter", "window");

-- An operator's exceptions for one workspace.
CREATE TABLE "overrides" (
  "id" TEXT PRIMARY KEY,
  "workspace_id" TEXT NOT NULL REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "kind" TEXT NOT NULL,
  "meter" TEXT,
  "window" TEXT,
  "limit" BIGINT,
  "units" BIGINT,
  "plan_version_id" TEXT REFERENCES "plan_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "grant_id" TEXT REFERENCES "credit_grants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "reason" TEXT NOT NULL,
  "created_by_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  "revoked_by_id" TEXT,
  CONSTRAINT "overrides_kind_fits" CHECK (
    ("kind" = 'limit' AND "meter" IS NOT NULL AND "window" IN ('minute', 'day', 'month', 'billing_period') AND "plan_version_id" IS NULL AND "units" IS NULL)
    OR ("kind" = 'plan' AND "plan_version_id" IS NOT NULL AND "meter" IS NULL AND "units" IS NULL)
    OR ("kind" = 'grant' AND "meter" IS NOT NULL AND "units" > 0 AND "grant_id" IS NOT NULL AND "plan_version_id" IS NULL)),
  CONSTRAINT "overrides_reason_is_given" CHECK (btrim("reason") <> ''),
  CONSTRAINT "overrides_limit_is_not_negative" CHECK ("limit" >= 0)
);
CREATE INDEX "overrides_workspace_id_created_at_idx" ON "overrides"("workspace_id", "created_at");
CREATE INDEX "overrides_in_force_idx" ON "overrides"("workspace_id", "meter", "window") WHERE "kind" = 'limit' AND "revoked_at" IS NULL;

-- At how many percent of a limit a workspace wants to be told. Without a row it is the default of `alert_thresholds`.
CREATE TABLE "alert_rules" (
  "workspace_id" TEXT NOT NULL REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "meter" TEXT NOT NULL,
  "thresholds" INTEGER[] NOT NULL,
  "email" BOOLEAN NOT NULL DEFAULT true,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "alert_rules_pkey" PRIMARY KEY ("workspace_id", "meter"),
  CONSTRAINT "alert_rules_thresholds_are_percents" CHECK (cardinality("thresholds") <= 10 AND 1 <= ALL ("thresholds") AND 1000 >= ALL ("thresholds"))
);

-- A threshold that a call crossed: once per limit, window and threshold, whoever crosses it and however many at once.
CREATE TABLE "alerts" (
  "id" TEXT PRIMARY KEY,
  "workspace_id" TEXT NOT NULL REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "scope" TEXT NOT NULL,
  "meter" TEXT NOT NULL,
  "window" TEXT NOT NULL,
  "window_start" TIMESTAMPTZ(3) NOT NULL,
  "window_end" TIMESTAMPTZ(3) NOT NULL,
  "threshold" INTEGER NOT NULL,
  "limit" BIGINT NOT NULL,
  "used" BIGINT NOT NULL,
  "decision_id" TEXT,
  "severity" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "read_at" TIMESTAMPTZ(3),
  "read_by_id" TEXT,
  "recovered_at" TIMESTAMPTZ(3),
  "notified_at" TIMESTAMPTZ(3),
  CONSTRAINT "alerts_severity_is_known" CHECK ("severity" IN ('info', 'warning', 'critical'))
);
CREATE UNIQUE INDEX "alerts_once" ON "alerts"("workspace_id", "scope", "meter", "window", "window_start", "threshold", "limit");
CREATE INDEX "alerts_workspace_id_at_idx" ON "alerts"("workspace_id", "at");
CREATE INDEX "alerts_to_notify_idx" ON "alerts"("at") WHERE "notified_at" IS NULL;
