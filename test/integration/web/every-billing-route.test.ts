import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import type { Call } from '@/lib/web/route';
import { openShop } from '@/test/integration/billing/shop';
import { makeApiKey, makeMember, makeUser } from '@/test/harness';
import { cookieOf, installRoutes, send, signedInAs, type Sent } from '@/test/requests';
import { openScene, rows, type Door, type Row, type Scene } from './billing-routes';

const areas = ['admin', 'alert-rules', 'alerts', 'billing', 'credits', 'invoices', 'limits', 'payment-methods', 'portal', 'subscriptions'];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
type Handlers = Record<string, { described?: Call }>;

const files = areas.flatMap((area) => {
  const folder = `app/api/v1/${area}`;
  return readdirSync('app/api/v1').includes(area) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name) === 'route.ts').map((name) => `${folder}/${name}`) : [];
});
const pathOf = (file: string): string => file.replace('app/api/v1', '').replace('/route.ts', '').replaceAll('[', '{').replaceAll(']', '}');
const found = await Promise.all(files.map(async (file) => ({ at: pathOf(file), handlers: (await import(path.resolve(file))) as Handlers })));
const calls = found.flatMap(({ at, handlers }) => methods.filter((method) => handlers[method]?.described).map((method) => ({ name: `${method} ${at}`, method, handlers })));

const callers = ['owner', 'admin', 'billing', 'member', 'operator', 'another workspace’s owner', 'a manage key', 'a gateway key', 'a revoked key', 'a revoked session', 'nobody', 'another site with the owner’s cookie', 'another site with the operator’s cookie'] as const;
type CallerName = (typeof callers)[number];

const shop = openShop();
const who = new Map<CallerName, Sent>();
let scene: Scene;
/** What must never be in somebody else's answer. */
let secrets: string[];

const subscriber = async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  expect(await shop.it.pay(sessionId)).toBe(200);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  return { workspace, sessionId };
};

beforeAll(async () => {
  const { database } = shop.it;
  installRoutes(database, shop.it.catalog, shop.it.stripe);
  const { workspace, sessionId } = await subscriber();
  scene = await openScene(shop.it, workspace, sessionId, await shop.it.customerOf(workspace));
  secrets = [workspace.id, workspace.owner.email, scene.customer, scene.card, scene.invoice, scene.checkout, scene.purchase, scene.offer];

  const { workspace: other } = await subscriber();
  const staff = await makeUser(database);
  await database.db.user.update({ where: { id: staff.id }, data: { isOperator: true } });
  const session = async (userId: string, workspaceId: string | null): Promise<Sent> => ({ cookie: await signedInAs(database, userId, workspaceId) });
  const crossSite = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' };
  who.set('owner', await session(workspace.owner.id, workspace.id));
  for (const role of ['admin', 'billing', 'member'] as const) who.set(role, await session((await makeMember(database, workspace.id, role)).id, workspace.id));
  who.set('operator', await session(staff.id, null));
  who.set('another workspace’s owner', await session(other.owner.id, other.id));
  who.set('a manage key', { key: (await makeApiKey(database, workspace.id, ['manage'])).key });
  who.set('a gateway key', { key: (await makeApiKey(database, workspace.id, ['gateway'])).key });
  const revoked = await makeApiKey(database, workspace.id, ['manage']);
  await database.db.apiKey.update({ where: { id: revoked.id }, data: { revokedAt: new Date() } });
  who.set('a revoked key', { key: revoked.key });
  const ended = await database.db.session.create({ data: { id: 'ses_ended', userId: workspace.owner.id, workspaceId: workspace.id, createdAt: new Date(), expiresAt: new Date(Date.now() + 60_000), revokedAt: new Date() } });
  who.set('a revoked session', { cookie: await cookieOf(ended.id) });
  who.set('nobody', {});
  who.set('another site with the owner’s cookie', { ...who.get('owner'), headers: crossSite });
  who.set('another site with the operator’s cookie', { ...who.get('operator'), headers: crossSite });
});

/** The status that a caller must get at a door; `null` where they pass it. */
const refusalAt = (door: Door, caller: CallerName, isWrite: boolean): number | null => {
  if (caller === 'a revoked key') return 401;
  if (caller === 'a gateway key') return door === 'operator' ? 401 : 403;
  if (caller === 'a manage key') return door === 'operator' ? 401 : null;
  if (caller === 'nobody' || caller === 'a revoked session') return door === 'anyone' ? null : 401;
  if (caller === 'another site with the owner’s cookie') return isWrite || door === 'operator' ? 403 : null;
  if (caller === 'another site with the operator’s cookie') return isWrite ? 403 : refusalAt(door, 'operator', isWrite);
  if (caller === 'operator') return door === 'anyone' || door === 'operator' ? null : 403;
  if (door === 'operator') return 403;
  if (door === 'admin') return caller === 'member' || caller === 'billing' ? 403 : null;
  return door === 'billing' && caller === 'member' ? 403 : null;
};

const expected = (row: Row, caller: CallerName, isWrite: boolean): number => {
  const refused = refusalAt(row.door, caller, isWrite);
  if (refused !== null) return refused;
  if (caller !== 'another workspace’s owner') return row.status;
  return row.names ? 404 : row.status;
};

/** The last write that Stripe did for us, and every change that is on record here. */
const traces = async () => {
  const { requests } = (await (await fetch(`${shop.it.sandboxUrl}/_sandbox/log`)).json()) as { requests: { method: string; status: number; requestId: string }[] };
  const { db } = shop.it.database;
  return { atStripe: requests.find((one) => one.method !== 'GET' && one.status < 400)?.requestId, audit: await db.auditEntry.count(), intents: await db.changeIntent.count(), emails: await db.email.count() };
};

it('every route about money has a row here, and every row its route', () => {
  expect(calls.map((one) => one.name).sort()).toEqual(Object.keys(rows).sort());
});

describe.each(calls.filter((one) => one.name in rows))('$name', ({ name, method, handlers }) => {
  const row = rows[name] as Row;
  const isWrite = method !== 'GET';

  it.each(callers)('answers %s as the table says', async (caller) => {
    const status = expected(row, caller, isWrite);
    const input = (await row.input?.(scene)) ?? {};
    const before = await traces();
    const answer = await send(handlers, method, { ...input, ...who.get(caller) });
    expect([answer.status, answer.json?.code]).toEqual([status, status < 400 ? undefined : expect.any(String)]);
    if (status === 401 || status === 403 || status === 404) expect(await traces()).toEqual(before);
    const isInside = ['owner', 'admin', 'billing', 'member', 'a manage key', 'another site with the owner’s cookie'].includes(caller);
    const mayKnow = isInside ? refusalAt(row.door, caller, isWrite) === null : row.door === 'operator' && refusalAt(row.door, caller, isWrite) === null;
    if (!mayKnow) for (const secret of secrets) expect(JSON.stringify(answer.json)).not.toContain(secret);
  });
});
