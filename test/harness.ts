import Stripe from 'stripe';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '@/lib/adapters/db';
import { password } from '@/lib/adapters/password';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Actor, Ctx, Role, WorkspaceCtx } from '@/lib/context';
import { apiKeyHint, hashApiKey, newApiKey } from '@/lib/domain/api-key-format';
import { newId } from '@/lib/domain/ids';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { makeDatabase } from './database';

type TestDatabase = Database & { url: string };

/** A migrated database with the catalogue written, for one test file. Read `.it` inside tests only. */
export const testDatabase = (catalog = 'default'): { readonly it: TestDatabase } => {
  let database: (TestDatabase & { drop(): Promise<void> }) | undefined;
  beforeAll(async () => {
    database = await makeDatabase();
    await writeCatalog(testCtx(database, { catalog }));
  });
  afterAll(async () => {
    await database?.drop();
  });
  return {
    get it() {
      if (!database) throw new Error('the database is made before the first test');
      return database;
    },
  };
};

export type CtxOptions = Partial<Pick<Ctx, 'now' | 'locale' | 'requestId' | 'stripe' | 'stripeBrowser' | 'mail' | 'origin'>> & { actor?: Actor; catalog?: string; workspaceId?: string };

/** A ctx on a real database. Time is now unless a test says otherwise; Stripe is unreachable unless a sandbox is handed in. */
export const testCtx = (database: Database, options: CtxOptions = {}): Ctx => ({
  actor: { kind: 'job', job: 'test' }, workspaceId: options.workspaceId ?? null, now: new Date(), locale: 'en', requestId: newId('req', Date.now()),
  stripe: new Stripe('sk_test_unreachable', { host: '127.0.0.1', port: 9, protocol: 'http', maxNetworkRetries: 0 }),
  mail: null, origin: 'http://localhost:3000', log: { info: () => {}, warn: () => {}, error: () => {} },
  stripeBrowser: { publishableKey: 'pk_test_sandbox', stripeJsUrl: 'http://127.0.0.1:9/_sandbox/stripe.js' },
  ...options, catalog: loadCatalog(options.catalog ?? 'default'), password, db: database.db, sql: database.sql,
});

export const makeUser = async (database: Database, given: { email?: string; name?: string } = {}) => {
  const id = newId('usr', Date.now());
  return database.db.user.create({ data: { id, email: given.email ?? `${id}@example.test`, name: given.name ?? 'Ada', createdAt: new Date() } });
};

/** A workspace on a plan (the catalogue's default unless named), with an owner. */
export const makeWorkspace = async (database: Database, given: { plan?: string; catalog?: string; anchor?: Date; name?: string } = {}) => {
  const catalog = loadCatalog(given.catalog ?? 'default');
  const version = await database.db.planVersion.findFirstOrThrow({
    where: { catalog: catalog.id, plan: given.plan ?? catalog.defaultPlan }, orderBy: { version: 'desc' },
  });
  const now = new Date();
  const workspace = await database.db.workspace.create({
    data: { id: newId('ws', now.getTime()), name: given.name ?? 'Ada’s workspace', planVersionId: version.id, periodAnchor: given.anchor ?? now, createdAt: now },
  });
  const owner = await makeMember(database, workspace.id, 'owner');
  return { ...workspace, owner };
};

export const makeMember = async (database: Database, workspaceId: string, role: Role) => {
  const user = await makeUser(database);
  await database.db.member.create({ data: { workspaceId, userId: user.id, role, createdAt: new Date() } });
  return user;
};

/** A live key with its secret. */
export const makeApiKey = async (database: Database, workspaceId: string, scopes: ('gateway' | 'manage')[] = ['gateway']) => {
  const key = newApiKey('live');
  const row = await database.db.apiKey.create({
    data: { id: newId('key', Date.now()), workspaceId, name: 'Test key', hash: await hashApiKey(key), ...apiKeyHint(key), scopes, createdAt: new Date() },
  });
  return { ...row, key };
};

/** A ctx of a member with this role in the workspace. */
export const memberCtx = (database: Database, workspace: { id: string; owner: { id: string } }, options: CtxOptions & { role?: Role } = {}): WorkspaceCtx => {
  const { role = 'owner', ...rest } = options;
  return {
    ...testCtx(database, rest), workspaceId: workspace.id,
    actor: { kind: 'member', userId: workspace.owner.id, sessionId: 'ses_test', role, ip: '127.0.0.1' },
  };
};
