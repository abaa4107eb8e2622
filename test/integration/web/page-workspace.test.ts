import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import * as keyRoute from '@/app/api/v1/api-keys/[id]/route';
import * as keysRoute from '@/app/api/v1/api-keys/route';
import * as signOutRoute from '@/app/api/v1/auth/sign-out/route';
import * as meRoute from '@/app/api/v1/me/route';
import { workspaceHeader } from '@/lib/domain/workspace-header';
import { openWorkspace } from '@/lib/services/workspaces/open-workspace';
import { admin, billing, member } from '@/lib/web/callers';
import { cleanHeaders } from '@/lib/web/clean-headers';
import type { Call } from '@/lib/web/route';
import { makeApiKey, makeMember, makeWorkspace, memberCtx } from '@/test/harness';
import { routesDatabase, send, signedInAs } from '@/test/requests';

const database = routesDatabase();
type Handlers = Record<string, { described?: Call }>;

const inWorkspace: unknown[] = [member, admin, billing];
const files = readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name) === 'route.ts').sort();
const found = await Promise.all(files.map(async (name) => ({ at: path.dirname(name), handlers: (await import(path.resolve('app/api/v1', name))) as Handlers })));
const calls = found.flatMap(({ at, handlers }) => Object.keys(handlers).filter((method) => inWorkspace.includes(handlers[method]?.described?.caller)).map((method) => ({ at, method, handlers })));

/** Two workspaces of one person, whose session is in the second: it was moved there after the page of the first was loaded. */
let acme: Awaited<ReturnType<typeof makeWorkspace>>;
let beta: { id: string };
let cookie: string;
beforeEach(async () => {
  acme = await makeWorkspace(database.it, { name: 'Acme' });
  beta = await openWorkspace(memberCtx(database.it, acme), { name: 'Beta', ownerId: acme.owner.id });
  cookie = await signedInAs(database.it, acme.owner.id, beta.id);
});

const pageOf = (workspace: { id: string }) => ({ [workspaceHeader]: workspace.id });
const codeOf = (answer: Awaited<ReturnType<typeof send>>) => [answer.status, answer.json?.code];
const changed = [409, 'workspace_changed'];
const keysIn = ({ id }: { id: string }) => database.it.db.apiKey.findMany({ where: { workspaceId: id }, select: { name: true, revokedAt: true } });

describe('a request from a page of another workspace than the session’s', () => {
  it('is refused and changes nothing, in neither of the two', async () => {
    const { id } = await makeApiKey(database.it, beta.id);
    const headers = pageOf(acme);
    expect(codeOf(await send(keysRoute, 'POST', { cookie, headers, body: { name: 'Deploy' } }))).toEqual(changed);
    expect(codeOf(await send(keysRoute, 'GET', { cookie, headers }))).toEqual(changed);
    expect(codeOf(await send(keyRoute, 'DELETE', { cookie, headers, params: { id } }))).toEqual(changed);
    expect(await keysIn(acme)).toEqual([]);
    expect(await keysIn(beta)).toEqual([{ name: 'Test key', revokedAt: null }]);
  });

  it('is refused by every route that is about a workspace', async () => {
    expect(calls.length).toBeGreaterThan(50);
    for (const { at, method, handlers } of calls) expect(codeOf(await send(handlers, method, { cookie, headers: pageOf(acme) })), `${method} ${at}`).toEqual(changed);
  });

  it('is told so before what the role in the session’s workspace would not allow', async () => {
    const guest = await makeMember(database.it, beta.id, 'member');
    expect(codeOf(await send(keysRoute, 'POST', { cookie: await signedInAs(database.it, guest.id, beta.id), headers: pageOf(acme), body: { name: 'Deploy' } }))).toEqual(changed);
  });

  it('can still move the session and end it', async () => {
    expect((await send(meRoute, 'PATCH', { cookie, headers: pageOf(acme), body: { workspaceId: acme.id } })).status).toBe(204);
    expect((await send(meRoute, 'GET', { cookie, headers: pageOf(acme) })).json).toMatchObject({ workspace: { id: acme.id } });
    expect((await send(signOutRoute, 'POST', { cookie, headers: pageOf(beta) })).status).toBe(204);
    expect(codeOf(await send(meRoute, 'GET', { cookie, headers: pageOf(acme) }))).toEqual([401, 'unauthenticated']);
  });
});

describe('a request passes', () => {
  it.each([['from a page of the session’s workspace', () => pageOf(beta)], ['that names none', () => ({})]])('%s, and acts in the session’s', async (_, headers) => {
    expect((await send(keysRoute, 'POST', { cookie, headers: headers(), body: { name: 'Deploy' } })).status).toBe(201);
    expect(await keysIn(acme)).toEqual([]);
    expect(await keysIn(beta)).toEqual([{ name: 'Deploy', revokedAt: null }]);
  });

  it('with an API key whatever it names, and acts in the key’s workspace', async () => {
    const { key } = await makeApiKey(database.it, beta.id, ['manage']);
    expect((await send(keysRoute, 'POST', { key, headers: pageOf(acme), body: { name: 'Deploy' } })).status).toBe(201);
    expect([await keysIn(acme), (await keysIn(beta)).length]).toEqual([[], 2]);
  });
});

it('a session whose membership has ended is told that, not that it moved', async () => {
  await database.it.db.member.delete({ where: { workspaceId_userId: { workspaceId: beta.id, userId: acme.owner.id } } });
  expect(codeOf(await send(meRoute, 'GET', { cookie, headers: pageOf(acme) }))).toEqual([403, 'forbidden']);
});

it('the front door lets through what a page names', () => {
  const given = { rawHeaders: ['Tollgate-Workspace', 'ws_1'], headers: { [workspaceHeader]: 'ws_1' } };
  expect(cleanHeaders(given, 'api', {})).toEqual(given);
});
