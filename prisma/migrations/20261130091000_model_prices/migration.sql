-- What a million tokens of a model cost from an instant on, in micro-dollars. The newest row that has begun is in force; of two that begin together, the later one.
CREATE TABLE "model_prices" (
  "id" TEXT PRIMARY KEY,
  "provider" TEXT NOT NULL,
  "model" TEXT NOT NULL,
  "input_micros" BIGINT NOT NULL,
  "output_micros" BIGINT NOT NULL,
  "effective_from" TIMESTAMPTZ(3) NOT NULL,
  "source" TEXT NOT NULL,
  "created_by_id" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "model_prices_are_not_negative" CHECK ("input_micros" >= 0 AND "output_micros" >= 0),
  CONSTRAINT "model_prices_source_is_known" CHECK ("source" IN ('catalog', 'operator'))
);
CREATE INDEX "model_prices_provider_model_effective_from_idx" ON "model_prices"("provider", "model", "effective_from");
CREATE TRIGGER model_prices_are_immutable BEFORE UPDATE OR DELETE ON "model_prices" FOR EACH ROW EXECUTE FUNCTION refuse_change();
