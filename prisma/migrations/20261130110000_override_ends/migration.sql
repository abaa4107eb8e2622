-- When the end of a plan that was given for free was taken over in the workspace's plan. A job looks for those that are not.
ALTER TABLE "overrides" ADD COLUMN "settled_at" TIMESTAMPTZ(3);
CREATE INDEX "overrides_to_settle_idx" ON "overrides"("workspace_id") WHERE "kind" = 'plan' AND "settled_at" IS NULL;

-- What the operator looks at: whom limits in shadow mode would have refused, and calls that passed beyond a limit or while the meter was away.
CREATE INDEX "refusals_in_shadow_idx" ON "refusals"("minute") WHERE "is_shadow";
CREATE INDEX "usage_events_debt_idx" ON "usage_events"("occurred_at") WHERE "degraded" OR "beyond" IS NOT NULL;
