ALTER TABLE "entitlements" ADD COLUMN "is_soft" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "inbound_events" ADD COLUMN "effect" JSONB, ADD COLUMN "replays" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "subscriptions" ADD COLUMN "scheduled" JSONB, ADD COLUMN "discount" JSONB, ADD COLUMN "pending_change" JSONB, ADD COLUMN "payment_method_id" TEXT;

CREATE TABLE "change_previews" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "result" JSONB NOT NULL,
    "proration_date" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "change_previews_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "change_intents" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "result" JSONB,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "change_intents_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "subscription_changes" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "from" JSONB,
    "to" JSONB,
    "amount_minor" INTEGER,
    "currency" TEXT,
    "reason" TEXT,
    "feedback" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_changes_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "retention_offers" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "coupon" TEXT NOT NULL,
    "shown_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "declined_at" TIMESTAMPTZ(3),

    CONSTRAINT "retention_offers_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "invoices" (
    "stripe_invoice_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "number" TEXT,
    "status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "total_minor" INTEGER NOT NULL,
    "tax_minor" INTEGER NOT NULL,
    "amount_due_minor" INTEGER NOT NULL,
    "amount_paid_minor" INTEGER NOT NULL,
    "refunded_minor" INTEGER NOT NULL DEFAULT 0,
    "attempt_count" INTEGER NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3),
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "hosted_url" TEXT,
    "pdf_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "synced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("stripe_invoice_id")
);

CREATE TABLE "credit_purchases" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "pack" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "units" BIGINT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "stripe_session_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "stripe_invoice_id" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "credit_purchases_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "credit_grants" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "source_key" TEXT NOT NULL,
    "units" BIGINT NOT NULL,
    "priority" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credit_grants_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "credit_entries" (
    "id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "units" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credit_entries_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "overage_reports" (
    "identifier" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "units" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "overage_reports_pkey" PRIMARY KEY ("identifier")
);

CREATE TABLE "emails" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "emails_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "reconciliations" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "checked" INTEGER NOT NULL,
    "drifts" INTEGER NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "reconciliations_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "inbound_events_customer_id_received_at_idx" ON "inbound_events"("customer_id", "received_at");
CREATE INDEX "change_previews_workspace_id_created_at_idx" ON "change_previews"("workspace_id", "created_at");
CREATE UNIQUE INDEX "change_intents_workspace_id_key_key" ON "change_intents"("workspace_id", "key");
CREATE INDEX "change_intents_status_created_at_idx" ON "change_intents"("status", "created_at");
CREATE UNIQUE INDEX "subscription_changes_workspace_id_key_key" ON "subscription_changes"("workspace_id", "key");
CREATE INDEX "subscription_changes_workspace_id_at_idx" ON "subscription_changes"("workspace_id", "at");
CREATE INDEX "retention_offers_workspace_id_shown_at_idx" ON "retention_offers"("workspace_id", "shown_at");
CREATE INDEX "invoices_workspace_id_created_at_idx" ON "invoices"("workspace_id", "created_at");
CREATE UNIQUE INDEX "credit_purchases_stripe_session_id_key" ON "credit_purchases"("stripe_session_id");
CREATE INDEX "credit_purchases_workspace_id_created_at_idx" ON "credit_purchases"("workspace_id", "created_at");
CREATE UNIQUE INDEX "credit_grants_source_key_key" ON "credit_grants"("source_key");
CREATE INDEX "credit_grants_workspace_id_meter_idx" ON "credit_grants"("workspace_id", "meter");
CREATE INDEX "credit_entries_grant_id_idx" ON "credit_entries"("grant_id");
CREATE INDEX "overage_reports_workspace_id_meter_period_start_idx" ON "overage_reports"("workspace_id", "meter", "period_start");
CREATE UNIQUE INDEX "emails_recipient_key_key" ON "emails"("recipient", "key");
CREATE INDEX "emails_status_created_at_idx" ON "emails"("status", "created_at");
CREATE INDEX "reconciliations_started_at_idx" ON "reconciliations"("started_at");

ALTER TABLE "change_previews" ADD CONSTRAINT "change_previews_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "change_intents" ADD CONSTRAINT "change_intents_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "subscription_changes" ADD CONSTRAINT "subscription_changes_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "retention_offers" ADD CONSTRAINT "retention_offers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "credit_purchases" ADD CONSTRAINT "credit_purchases_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "credit_grants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "overage_reports" ADD CONSTRAINT "overage_reports_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What must never happen, said by the database.
ALTER TABLE "change_intents" ADD CONSTRAINT "change_intents_status_is_known" CHECK ("status" IN ('started', 'applied', 'payment_required', 'failed'));
ALTER TABLE "retention_offers" ADD CONSTRAINT "retention_offers_purpose_is_known" CHECK ("purpose" IN ('cancel', 'downgrade'));
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_status_is_stripes" CHECK ("status" IN ('draft', 'open', 'paid', 'uncollectible', 'void'));
ALTER TABLE "credit_purchases" ADD CONSTRAINT "credit_purchases_status_is_known" CHECK ("status" IN ('opening', 'open', 'paid', 'expired'));
ALTER TABLE "credit_purchases" ADD CONSTRAINT "credit_purchases_sell_something" CHECK ("units" > 0 AND "amount_minor" > 0);
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_units_are_positive" CHECK ("units" > 0);
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_source_is_known" CHECK ("source" IN ('plan', 'pack', 'gift'));
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_move_something" CHECK ("units" <> 0);
ALTER TABLE "overage_reports" ADD CONSTRAINT "overage_reports_units_are_positive" CHECK ("units" > 0);
ALTER TABLE "emails" ADD CONSTRAINT "emails_status_is_known" CHECK ("status" IN ('queued', 'sent', 'failed'));
CREATE TRIGGER subscription_changes_are_immutable BEFORE UPDATE OR DELETE ON "subscription_changes" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_entries_are_immutable BEFORE UPDATE OR DELETE ON "credit_entries" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- An accepted offer keeps the next one away for a year, however many members click at once: accepting locks the workspace's offers.
CREATE FUNCTION one_accepted_offer_a_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.accepted_at IS NULL THEN RETURN NEW; END IF;
  PERFORM pg_advisory_xact_lock(4803, hashtext(NEW.workspace_id));
  IF EXISTS (SELECT FROM retention_offers o WHERE o.workspace_id = NEW.workspace_id AND o.id <> NEW.id
             AND o.accepted_at > NEW.accepted_at - interval '1 year') THEN
    RAISE EXCEPTION 'this workspace accepted an offer within the year' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER retention_offers_one_a_year BEFORE INSERT OR UPDATE ON "retention_offers" FOR EACH ROW EXECUTE FUNCTION one_accepted_offer_a_year();

-- What is left of a grant: the sum of its entries, never below zero.
CREATE FUNCTION grant_stays_positive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM credit_grants WHERE id = NEW.grant_id FOR UPDATE;
  IF (SELECT sum(units) FROM credit_entries WHERE grant_id = NEW.grant_id) < 0 THEN
    RAISE EXCEPTION 'grant % would be overdrawn', NEW.grant_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER credit_entries_never_overdraw AFTER INSERT ON "credit_entries" FOR EACH ROW EXECUTE FUNCTION grant_stays_positive();
