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
  catalog: Catalog;
  password: PasswordHasher;
  /** The portal's public origin, without a trailing slash. */
  origin: string;
  log: Log;
};

/** A call on behalf of one workspace: by a member, by a key with scope `manage`, or by a job. */
export type WorkspaceCtx = Ctx & { workspaceId: string };
