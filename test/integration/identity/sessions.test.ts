import { beforeAll, describe, expect, it } from 'vitest';
import * as signOutRoute from '@/app/api/v1/auth/sign-out/route';
import * as meRoute from '@/app/api/v1/me/route';
import { openSession } from '@/lib/services/identity/open-session';
import { openWorkspace } from '@/lib/services/workspaces/open-workspace';
import { makeApiKey, makeMember, makeUser, makeWorkspace, memberCtx, testCtx } from '@/test/harness';
import { cookieOf, routesDatabase, send, signedInAs } from '@/test/requests';

const database = routesDatabase();
let workspace: Awaited<ReturnType<typeof makeWorkspace>>;
let other: Awaited<ReturnType<typeof makeWorkspace>>;
beforeAll(async () => {
  workspace = await makeWorkspace(database.it, { name: 'Mine' });
  other = await makeWorkspace(database.it, { name: 'Theirs' });
});

const unauthenticated = (answer: Awaited<ReturnType<typeof send>>) => {
  expect([answer.status, answer.json.code]).toEqual([401, 'unauthenticated']);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
};

describe('a session', () => {
  it('says who is signed in, where and as what, and is never cached', async () => {
    const cookie = await signedInAs(database.it, workspace.owner.id, workspace.id);
    const answer = await send(meRoute, 'GET', { cookie });
    expect(answer.json).toEqual({
      user: { id: workspace.owner.id, email: workspace.owner.email, name: 'Ada', isOperator: false },
      workspace: { id: workspace.id, name: 'Mine' }, role: 'owner', workspaces: [{ id: workspace.id, name: 'Mine', role: 'owner' }],
    });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
  });

  it('is nobody without a cookie, with a made-up one, with one signed by another secret, and with an id that does not exist', async () => {
    unauthenticated(await send(meRoute, 'GET'));
    unauthenticated(await send(meRoute, 'GET', { cookie: 'next-auth.session-token=made.up' }));
    unauthenticated(await send(meRoute, 'GET', { cookie: 'next-auth.session-token=' }));
    const session = await openSession(testCtx(database.it), { userId: workspace.owner.id });
    unauthenticated(await send(meRoute, 'GET', { cookie: await cookieOf(session.sessionId, 'another-secret-that-is-long-enough') }));
    unauthenticated(await send(meRoute, 'GET', { cookie: await cookieOf('ses_nowhere') }));
  });

  it('ends on sign-out for every holder of its cookie, takes the cookie away and is audited', async () => {
    const { sessionId } = await openSession(testCtx(database.it), { userId: workspace.owner.id });
    const cookie = await cookieOf(sessionId);
    expect((await send(meRoute, 'GET', { cookie })).status).toBe(200);
    const answer = await send(signOutRoute, 'POST', { cookie });
    expect([answer.status, answer.json]).toEqual([204, null]);
    expect(answer.headers.get('set-cookie')).toMatch(/^next-auth\.session-token=; Path=\/; Max-Age=0; HttpOnly/);
    unauthenticated(await send(meRoute, 'GET', { cookie }));
    expect((await send(signOutRoute, 'POST', { cookie })).status).toBe(204);
    const audit = await database.it.db.auditEntry.findMany({ where: { subject: sessionId }, orderBy: { at: 'asc' } });
    expect(audit.map((entry) => [entry.action, entry.actorId])).toEqual([['session.opened', 'test'], ['session.revoked', workspace.owner.id]]);
  });

  it('ends when it expires', async () => {
    const { sessionId } = await openSession(testCtx(database.it, { now: new Date(Date.now() - 30 * 86_400_000) }), { userId: workspace.owner.id });
    unauthenticated(await send(meRoute, 'GET', { cookie: await cookieOf(sessionId) }));
  });

  it('loses the workspace the moment the membership ends, and follows a changed role', async () => {
    const user = await makeMember(database.it, workspace.id, 'member');
    const cookie = await signedInAs(database.it, user.id, workspace.id);
    await database.it.db.member.update({ where: { workspaceId_userId: { workspaceId: workspace.id, userId: user.id } }, data: { role: 'billing' } });
    expect((await send(meRoute, 'GET', { cookie })).json).toMatchObject({ role: 'billing' });
    await database.it.db.member.delete({ where: { workspaceId_userId: { workspaceId: workspace.id, userId: user.id } } });
    expect((await send(meRoute, 'GET', { cookie })).json.code).toBe('forbidden');
  });

  it('moves to another workspace of the same person only', async () => {
    const cookie = await signedInAs(database.it, workspace.owner.id, workspace.id);
    const second = await openWorkspace(memberCtx(database.it, workspace), { name: 'Second', ownerId: workspace.owner.id });
    expect((await send(meRoute, 'PATCH', { cookie, body: { workspaceId: second.id } })).status).toBe(204);
    expect((await send(meRoute, 'GET', { cookie })).json).toMatchObject({ workspace: second, role: 'owner' });
    const refused = await send(meRoute, 'PATCH', { cookie, body: { workspaceId: other.id } });
    expect([refused.status, refused.json.code]).toEqual([404, 'not_found']);
    expect((await send(meRoute, 'GET', { cookie })).json).toMatchObject({ workspace: second });
  });

  it('of a person without a workspace can still be ended', async () => {
    const user = await makeUser(database.it);
    const cookie = await signedInAs(database.it, user.id, null);
    expect((await send(meRoute, 'GET', { cookie })).json.code).toBe('forbidden');
    expect((await send(signOutRoute, 'POST', { cookie })).status).toBe(204);
    unauthenticated(await send(meRoute, 'GET', { cookie }));
  });

  it('is not what an API key has', async () => {
    const { key } = await makeApiKey(database.it, workspace.id, ['manage']);
    expect((await send(meRoute, 'GET', { key })).json.code).toBe('forbidden');
    unauthenticated(await send(meRoute, 'PATCH', { key, body: { workspaceId: other.id } }));
  });
});

describe('a write with a session’s cookie', () => {
  const write = async (headers: Record<string, string>) => send(meRoute, 'PATCH', { cookie: await signedInAs(database.it, workspace.owner.id, workspace.id), body: { workspaceId: workspace.id }, headers });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }], [{ 'sec-fetch-site': 'same-site' }], [{ origin: 'https://evil.test' }], [{ origin: 'null' }],
    [{ origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }], [{ origin: 'http://localhost:3000.evil.test', host: 'localhost:3000' }],
  ])('is refused when the browser says %j', async (headers) => {
    const answer = await write(headers);
    expect([answer.status, answer.json.code]).toEqual([403, 'cross_site_request']);
  });

  it.each([[{ 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:3000' }], [{ origin: 'http://localhost:3000' }], [{ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }], [{}]])('passes when it says %j', async (headers) => {
    expect((await write(headers)).status).toBe(204);
  });
});
