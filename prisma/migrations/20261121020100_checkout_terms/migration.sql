ALTER TABLE "checkouts" ADD COLUMN "quantity" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "promotion_code_id" TEXT;
