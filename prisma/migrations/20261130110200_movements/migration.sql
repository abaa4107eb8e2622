-- The newest movements of a grant, of which a plan's has one for every call, without sorting all of them.
DROP INDEX "credit_entries_grant_id_idx";
CREATE INDEX "credit_entries_grant_id_at_idx" ON "credit_entries"("grant_id", "at");
