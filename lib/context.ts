import type { Pool } from 'pg';
import type Stripe from 'stripe';
import type { Catalog } from '@/lib/domain/catalog';
import type { Locale } from '@/lib/domain/locale';
import type { PrismaClient } from '@/lib/generated/prisma/client';

export const roles = ['owner', 'admin', 'billing', 'member'] as const;
export type Role = (typeof roles)[number];
export const scopes = ['gateway', 'manage'] as const;
export type Scope = (typeof scopes)[number];

/** Who is calling. Every audit entry says which. */
export type Actor =
  | { kind: 'anonymous'; ip: string; userAgent: string }
  | { kind: 'member'; userId: string; sessionId: string; role: Role; ip: string }
  | { kind: 'apiKey'; keyId: string; scopes: Scope[]; ip: string }
  | { kind: 'operator'; userId: string; sessionId: string; ip: string }
  | { kind: 'edge' }
  | { kind: 'stripe' }
  | { kind: 'job'; job: string };

/** Prisma's client, or the transaction that an outer verb opened. */
export type Db = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$extends' | '$use'>;

export type Log = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

/** Slow, salted hashes of what people choose. `verify` compares without telling by its time where a difference was. */
export type PasswordHasher = { hash(password: string): Promise<string>; verify(hash: string, password: string): Promise<boolean> };

/** What a browser needs to talk to Stripe itself, so that card numbers never pass here. */
export type StripeBrowser = {
  /** Null when none was configured: then no card can be added here. */
  publishableKey: string | null;
  /** Where the sandbox's Stripe.js is; null for Stripe's own. */
  stripeJsUrl: string | null;
};

/** One mail to one person. `id` names it at its destination too, so that a second copy can be told. */
export type OutgoingMail = { id: string; to: string; subject: string; html: string; text: string };

/** Hands mail over to be delivered. `refused`: it never will be, however often it is tried. Throws when trying again later can help. */
export type Mail = { send(mail: OutgoingMail): Promise<{ kind: 'sent' } | { kind: 'refused'; reason: string }> };

/** All that a verb touches. Tests hand in a real database and the Stripe sandbox. */
export type Ctx<A extends Actor = Actor> = {
  actor: A;
  /** From the session or the key, never from input. */
  workspaceId: string | null;
  now: Date;
  locale: Locale;
  requestId: string;
  db: Db;
  /** Plain connections, for the meter and for sums over the ledger. */
  sql: Pool;
  stripe: Stripe;
  stripeBrowser: StripeBrowser;
  catalog: Catalog;
  password: PasswordHasher;
  /** Null where no mail server is set: mail is queued and waits for one. */
  mail: Mail | null;
  /** The portal's public origin, without a trailing slash. */
  origin: string;
  log: Log;
};

/** A call on behalf of one workspace: by a member, by a key with scope `manage`, or by a job. */
export type WorkspaceCtx = Ctx & { workspaceId: string };
