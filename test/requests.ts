import { encode } from 'next-auth/jwt';
import Stripe from 'stripe';
import { beforeAll } from 'vitest';
import type { Database } from '@/lib/adapters/db';
import { password } from '@/lib/adapters/password';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { newId } from '@/lib/domain/ids';
import { installServices } from '@/lib/web/services';
import { testDatabase } from './harness';

const origin = 'http://localhost:3000';
const sessionSecret = 'a-secret-for-tests-that-is-long-enough';
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const unreachableStripe = () => new Stripe('sk_test_unreachable', { host: '127.0.0.1', port: 9, protocol: 'http', maxNetworkRetries: 0 });

/** A database of its own behind the route handlers of this test file. */
export const routesDatabase = (catalog = 'default', stripe: Stripe = unreachableStripe()): { readonly it: Database } => {
  const database = testDatabase(catalog);
  beforeAll(() => installRoutes(database.it, catalog, stripe));
  return database;
};

/** Puts this database and Stripe behind every route handler. */
export const installRoutes = (database: Database, catalog: string, stripe: Stripe): void =>
  installServices({ database, stripe, stripeBrowser: { publishableKey: 'pk_test_sandbox', stripeJsUrl: null }, catalog: loadCatalog(catalog), password, mail: null, log: quiet, origin, sessionSecret, clockMoves: true });

/** The `Cookie` header of a fresh session of this user in this workspace. */
export const signedInAs = async (database: Database, userId: string, workspaceId: string | null): Promise<string> => {
  const sid = newId('ses', Date.now());
  await database.db.session.create({ data: { id: sid, userId, workspaceId, createdAt: new Date(), expiresAt: new Date(Date.now() + 86_400_000) } });
  return cookieOf(sid);
};

export const cookieOf = async (sid: string, secret = sessionSecret): Promise<string> => `next-auth.session-token=${await encode({ token: { sid }, secret })}`;

type AnyHandler = (request: Request, context: { params: Promise<Record<string, string> | undefined> }) => Promise<Response>;
export type Sent = { cookie?: string; key?: string; body?: unknown; rawBody?: BodyInit; query?: string; params?: Record<string, string>; headers?: Record<string, string> };

/** Calls a route’s handler as Next does, whose parameters are undefined where the path has none, and reads the JSON of its answer. */
export const send = async (handlers: Record<string, unknown>, method: string, sent: Sent = {}) => {
  const headers = new Headers({ 'x-tollgate-ip': '192.0.2.1', ...sent.headers });
  if (sent.cookie) headers.set('cookie', sent.cookie);
  if (sent.key) headers.set('authorization', `Bearer ${sent.key}`);
  if (sent.body !== undefined) headers.set('content-type', 'application/json');
  const body = sent.rawBody ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const request = new Request(`${origin}/test${sent.query ? `?${sent.query}` : ''}`, { method, headers, body });
  const response = await (handlers[method] as AnyHandler)(request, { params: Promise.resolve(sent.params) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: (text === '' ? null : JSON.parse(text)) as Record<string, never> & { code?: string } };
};
