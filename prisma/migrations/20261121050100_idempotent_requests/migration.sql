CREATE TABLE "idempotent_requests" (
    "scope" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "claim" TEXT NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_requests_pkey" PRIMARY KEY ("scope", "route", "key")
);
CREATE INDEX "idempotent_requests_created_at_idx" ON "idempotent_requests"("created_at");
ALTER TABLE "idempotent_requests" ADD CONSTRAINT "idempotent_requests_keep_what_worked" CHECK ("status" BETWEEN 200 AND 299);
