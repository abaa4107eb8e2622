ALTER TABLE "users" ADD COLUMN "locale" TEXT NOT NULL DEFAULT 'en';
ALTER TABLE "users" ADD CONSTRAINT "users_locale_is_spoken" CHECK ("locale" IN ('en', 'fr'));
ALTER TABLE "emails" ADD CONSTRAINT "emails_locale_is_spoken" CHECK ("locale" IN ('en', 'fr'));
ALTER TABLE "emails" ADD CONSTRAINT "emails_sent_at_says_when" CHECK (("status" = 'sent') = ("sent_at" IS NOT NULL));
