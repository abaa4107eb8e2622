import { openDatabase, type Database } from '@/lib/adapters/db';
import { env } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { openMail } from '@/lib/adapters/mail';
import { password } from '@/lib/adapters/password';
import { openStripe, stripeBrowser } from '@/lib/adapters/stripe';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Ctx, Log } from '@/lib/context';
import { onShutdown } from './on-shutdown';

/** What a process opens once and every request shares. */
export type Services = Pick<Ctx, 'stripe' | 'stripeBrowser' | 'catalog' | 'password' | 'mail' | 'origin'> & {
  database: Database;
  log: Log;
  /** Signs the session cookie. */
  sessionSecret: string;
  /** Whether the Stripe sandbox may move the application's clock. */
  clockMoves: boolean;
};

// Next bundles route files apart, each with its own copy of this module; the process has one globalThis.
const key = Symbol.for('tollgate.services');
const shared = globalThis as { [key]?: Services };

/** The process's services, opened at the first call from the environment. Throws when the environment is wrong. */
export const services = (): Services => (shared[key] ??= openServices());

/** Puts other services in their place: a test's database, a script's pool. */
export const installServices = (given: Services): void => {
  shared[key] = given;
};

/** Closes what was opened. For a process that stops. */
export const closeServices = async (): Promise<void> => {
  const opened = shared[key];
  delete shared[key];
  await opened?.database.close();
};

const openServices = (): Services => {
  onShutdown(closeServices);
  const { DATABASE_URL, DATABASE_POOL, STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_SANDBOX_URL, CATALOG, NEXTAUTH_URL, NEXTAUTH_SECRET, SMTP_URL, MAIL_FROM } = env();
  const catalog = loadCatalog(CATALOG);
  return {
    database: openDatabase(DATABASE_URL, { max: DATABASE_POOL }),
    stripe: openStripe(STRIPE_SECRET_KEY, STRIPE_SANDBOX_URL),
    stripeBrowser: stripeBrowser(STRIPE_PUBLISHABLE_KEY, STRIPE_SANDBOX_URL),
    catalog,
    password,
    mail: SMTP_URL === undefined ? null : openMail({ smtpUrl: SMTP_URL, from: { name: catalog.name.en, address: MAIL_FROM ?? `no-reply@${new URL(NEXTAUTH_URL).hostname}` } }),
    log,
    origin: new URL(NEXTAUTH_URL).origin,
    sessionSecret: NEXTAUTH_SECRET,
    clockMoves: STRIPE_SANDBOX_URL !== undefined,
  };
};
