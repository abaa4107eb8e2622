ALTER TABLE "subscriptions" ADD COLUMN "card" JSONB, ADD COLUMN "paused_at" TIMESTAMPTZ(3);
