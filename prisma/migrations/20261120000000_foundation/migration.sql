-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "is_operator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "workspace_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "ip" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "throttles" (
    "subject" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("subject","window_start")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "plan_version_id" TEXT NOT NULL,
    "period_anchor" TIMESTAMPTZ(3) NOT NULL,
    "stripe_customer_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "members_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "replaced_by_id" TEXT,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_versions" (
    "id" TEXT NOT NULL,
    "catalog" TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "features" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entitlements" (
    "plan_version_id" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "limit" BIGINT,
    "when_unavailable" TEXT NOT NULL,

    CONSTRAINT "entitlements_pkey" PRIMARY KEY ("plan_version_id","meter","window")
);

-- CreateTable
CREATE TABLE "stripe_prices" (
    "stripe_price_id" TEXT NOT NULL,
    "plan_version_id" TEXT NOT NULL,
    "interval" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "lookup_key" TEXT NOT NULL,

    CONSTRAINT "stripe_prices_pkey" PRIMARY KEY ("stripe_price_id")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "stripe_subscription_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "plan_version_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "interval" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "billing_anchor" TIMESTAMPTZ(3) NOT NULL,
    "current_period_start" TIMESTAMPTZ(3) NOT NULL,
    "current_period_end" TIMESTAMPTZ(3) NOT NULL,
    "trial_end" TIMESTAMPTZ(3),
    "cancel_at" TIMESTAMPTZ(3),
    "canceled_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "past_due_since" TIMESTAMPTZ(3),
    "synced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("stripe_subscription_id")
);

-- CreateTable
CREATE TABLE "checkouts" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "stripe_session_id" TEXT NOT NULL,
    "plan_version_id" TEXT NOT NULL,
    "interval" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_events" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "customer_id" TEXT,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbound_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_events" (
    "id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "api_key_id" TEXT,
    "request_id" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "units" JSONB NOT NULL,
    "plan_version_id" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "degraded" BOOLEAN NOT NULL,
    "status_code" INTEGER,
    "latency_ms" INTEGER,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "limits" JSONB NOT NULL,
    "rerun_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_events_pkey" PRIMARY KEY ("id","occurred_at")
) PARTITION BY RANGE ("occurred_at");

-- CreateTable
CREATE TABLE "usage_counters" (
    "workspace_id" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "window_end" TIMESTAMPTZ(3) NOT NULL,
    "used" BIGINT NOT NULL,

    CONSTRAINT "usage_counters_pkey" PRIMARY KEY ("workspace_id","meter","window","window_start")
);

-- CreateTable
CREATE TABLE "refusals" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,
    "limit" BIGINT,
    "used" BIGINT,
    "required" BIGINT,
    "resets_at" TIMESTAMPTZ(3),
    "api_key_id" TEXT,
    "plan_version_id" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refusals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_rollups" (
    "workspace_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "operation" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,

    CONSTRAINT "usage_rollups_pkey" PRIMARY KEY ("workspace_id","hour","operation","api_key_id","outcome","meter")
);

-- CreateTable
CREATE TABLE "usage_rollup_state" (
    "id" INTEGER NOT NULL,
    "rolled_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_rollup_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_rollup_stale" (
    "workspace_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_rollup_stale_pkey" PRIMARY KEY ("workspace_id","hour")
);

-- CreateTable
CREATE TABLE "app_clock" (
    "id" INTEGER NOT NULL,
    "offset_ms" BIGINT NOT NULL,

    CONSTRAINT "app_clock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "workspaces_stripe_customer_id_key" ON "workspaces"("stripe_customer_id");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_workspace_id_created_at_idx" ON "api_keys"("workspace_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "plan_versions_catalog_plan_version_key" ON "plan_versions"("catalog", "plan", "version");

-- CreateIndex
CREATE UNIQUE INDEX "plan_versions_catalog_plan_fingerprint_key" ON "plan_versions"("catalog", "plan", "fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "stripe_prices_plan_version_id_interval_currency_key" ON "stripe_prices"("plan_version_id", "interval", "currency");

-- CreateIndex
CREATE INDEX "subscriptions_workspace_id_idx" ON "subscriptions"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "checkouts_stripe_session_id_key" ON "checkouts"("stripe_session_id");

-- CreateIndex
CREATE INDEX "checkouts_workspace_id_idx" ON "checkouts"("workspace_id");

-- CreateIndex
CREATE INDEX "inbound_events_status_received_at_idx" ON "inbound_events"("status", "received_at");

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_at_idx" ON "audit_entries"("workspace_id", "at");

-- CreateIndex
CREATE INDEX "usage_events_workspace_id_occurred_at_idx" ON "usage_events"("workspace_id", "occurred_at");

-- CreateIndex
CREATE INDEX "usage_events_workspace_id_request_id_idx" ON "usage_events"("workspace_id", "request_id");

-- CreateIndex
CREATE INDEX "refusals_workspace_id_minute_idx" ON "refusals"("workspace_id", "minute");

-- CreateIndex
CREATE UNIQUE INDEX "refusals_workspace_id_operation_code_meter_window_minute_key" ON "refusals"("workspace_id", "operation", "code", "meter", "window", "minute");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "plan_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "plan_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stripe_prices" ADD CONSTRAINT "stripe_prices_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "plan_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "plan_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What must never happen, said by the database.
ALTER TABLE "users" ADD CONSTRAINT "users_email_is_normal" CHECK ("email" = lower(btrim("email")) AND "email" <> '');
ALTER TABLE "members" ADD CONSTRAINT "members_role_is_known" CHECK ("role" IN ('owner', 'admin', 'billing', 'member'));
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_hash_is_sha256" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_scopes_are_known" CHECK ("scopes" <@ ARRAY['gateway', 'manage'] AND cardinality("scopes") > 0);
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_limit_is_not_negative" CHECK ("limit" >= 0);
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_window_is_known" CHECK ("window" IN ('minute', 'day', 'month', 'billing_period'));
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_when_unavailable_is_known" CHECK ("when_unavailable" IN ('admit', 'refuse'));
ALTER TABLE "stripe_prices" ADD CONSTRAINT "stripe_prices_amount_is_not_negative" CHECK ("amount_minor" >= 0);
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_status_is_stripes" CHECK ("status" IN ('incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused'));
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_period_is_not_empty" CHECK ("current_period_start" < "current_period_end");
CREATE UNIQUE INDEX "subscriptions_one_live_per_workspace" ON "subscriptions"("workspace_id")
  WHERE "status" IN ('trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete');
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_status_is_known" CHECK ("status" IN ('opening', 'open', 'complete', 'expired'));
CREATE UNIQUE INDEX "checkouts_one_open_per_workspace" ON "checkouts"("workspace_id") WHERE "status" IN ('opening', 'open');
ALTER TABLE "inbound_events" ADD CONSTRAINT "inbound_events_status_is_known" CHECK ("status" IN ('received', 'applied', 'ignored', 'quarantined'));
ALTER TABLE "usage_counters" ADD CONSTRAINT "usage_counters_used_is_not_negative" CHECK ("used" >= 0);
ALTER TABLE "usage_counters" ADD CONSTRAINT "usage_counters_window_is_not_empty" CHECK ("window_start" < "window_end");
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_outcome_is_known" CHECK ("outcome" IN ('unknown', 'succeeded', 'released', 'aborted'));
ALTER TABLE "usage_rollups" ADD CONSTRAINT "usage_rollups_are_not_negative" CHECK ("calls" >= 0 AND "units" >= 0);
ALTER TABLE "refusals" ADD CONSTRAINT "refusals_count_is_positive" CHECK ("count" > 0);
ALTER TABLE "app_clock" ADD CONSTRAINT "app_clock_is_one_row" CHECK ("id" = 1 AND "offset_ms" >= 0);
ALTER TABLE "usage_rollup_state" ADD CONSTRAINT "usage_rollup_state_is_one_row" CHECK ("id" = 1);

-- A plan version is what somebody bought: it never changes.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER plan_versions_are_immutable BEFORE UPDATE OR DELETE ON "plan_versions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entitlements_are_immutable BEFORE UPDATE OR DELETE ON "entitlements" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_are_immutable BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION refuse_change();

INSERT INTO "app_clock" ("id", "offset_ms") VALUES (1, 0);
INSERT INTO "usage_rollup_state" ("id", "rolled_until") VALUES (1, '-infinity');
