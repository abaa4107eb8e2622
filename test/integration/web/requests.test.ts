import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as fallback from '@/app/api/[[...path]]/route';
import * as live from '@/app/api/health/live/route';
import * as health from '@/app/api/health/route';
import { AppError } from '@/lib/domain/app-error';
import { authOptions } from '@/lib/web/auth-options';
import { anyone, billing, member, operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';
import { installServices, services } from '@/lib/web/services';
import { openDatabase } from '@/lib/adapters/db';
import { makeApiKey, makeMember, makeWorkspace } from '@/test/harness';
import { cookieOf, routesDatabase, send, signedInAs } from '@/test/requests';

const database = routesDatabase();
const echoInput = z.strictObject({ id: z.string().optional(), text: z.string().max(20).optional(), count: z.number().optional(), any: z.unknown().optional(), map: z.record(z.string(), z.string()).optional() });
const echo = route({ POST: call(anyone, echoInput, (_ctx, input) => Promise.resolve(input)), GET: call(anyone, echoInput, (_ctx, input) => Promise.resolve(input)), DELETE: call(anyone, echoInput, () => Promise.resolve(undefined)) });
const post = (rawBody: BodyInit, contentType = 'application/json', params?: Record<string, string>) => send(echo, 'POST', { rawBody, headers: { 'content-type': contentType }, params });
const codeOf = (answer: Awaited<ReturnType<typeof send>>) => [answer.status, answer.json.code];
const failing = (error: unknown) => send(route({ GET: call(anyone, z.strictObject({}), () => Promise.reject(error)) }), 'GET');

describe('input', () => {
  it('is the path and the body together, or the path and the query', async () => {
    expect((await post('{"text":"é"}', 'application/json; charset=UTF-8', { id: 'a' })).json).toEqual({ id: 'a', text: 'é' });
    expect((await send(echo, 'GET', { query: 'text=b', params: { id: 'a' } })).json).toEqual({ id: 'a', text: 'b' });
    expect((await send(echo, 'DELETE', { params: { id: 'a' } })).status).toBe(204);
    expect((await send(echo, 'POST')).json).toEqual({});
  });

  it.each(['{', '{"a":1}{"b":2}', 'nul', '{"text":"\t"}', "{'text':1}", '\ufeff', '{"text":"\\ud83"}'])('that is broken JSON is refused: %j', async (body) => {
    expect(codeOf(await post(body))).toEqual([400, 'malformed_json']);
  });

  it('that is not UTF-8 is refused', async () => {
    expect(codeOf(await post(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))).toEqual([400, 'malformed_json']);
  });

  it.each(['null', '[]', '1', '"text"'])('that is JSON and no object is refused: %s', async (body) => {
    expect(codeOf(await post(body))).toEqual([422, 'invalid_input']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx', 'application/json; charset=latin1', 'application/json, text/plain'])('of type %s is refused with 415', async (type) => {
    expect(codeOf(await post('{}', type))).toEqual([415, 'unsupported_media_type']);
  });

  it('of more than a megabyte is refused with 413, whether it says its length or not', async () => {
    const big = `{"text":"${'x'.repeat(1_000_000)}"}`;
    expect(codeOf(await post(big))).toEqual([413, 'payload_too_large']);
    expect(codeOf(await send(echo, 'POST', { rawBody: '{}', headers: { 'content-type': 'application/json', 'content-length': '1000001' } }))).toEqual([413, 'payload_too_large']);
  });

  it.each([
    ['{"nope":1}', '/nope'], ['{"a/b~c":1}', '/a~1b~0c'], ['{"__proto__":{"x":1}}', '/__proto__'], ['{"text":1}', '/text'], ['{"text":"aaaaaaaaaaaaaaaaaaaaaaaaa"}', '/text'], ['{"count":1e999}', '/count'],
    ['{"text":"a\\u0000b"}', '/text'], ['{"any":[{"x":"\\u0000"}]}', '/any/0/x'], ['{"map":{"\\u0000":"x"}}', '/map'], ['{"text":"\\ud800"}', '/text'],
  ])('%s is refused with 422 that points to %s', async (body, pointer) => {
    const answer = await post(body);
    expect(codeOf(answer)).toEqual([422, 'invalid_input']);
    expect(answer.json).toMatchObject({ errors: [{ pointer }] });
  });

  it('that is nested a hundred thousand deep is refused and does not exhaust the stack', async () => {
    expect(codeOf(await post(`{"any":${'['.repeat(100_000)}${']'.repeat(100_000)}}`))).toEqual([422, 'invalid_input']);
  });

  it('cannot replace what the path says', async () => {
    expect((await post('{"id":"other"}', 'application/json', { id: 'mine' })).json).toMatchObject({ code: 'invalid_input', errors: [{ pointer: '/id' }] });
    expect(codeOf(await send(echo, 'DELETE', { query: 'id=other', params: { id: 'mine' } }))).toEqual([422, 'invalid_input']);
  });

  it.each([['text=a&text=b', '?text'], ['nope=1', '?nope'], ['text=a%00b', '/text']])('in the query %s is refused with 422', async (query, pointer) => {
    expect((await send(echo, 'GET', { query })).json).toMatchObject({ code: 'invalid_input', errors: [{ pointer }] });
  });
});

describe('an error', () => {
  it('that nobody expected is 500 with a request id and without its message', async () => {
    const answer = await failing(new Error('the password is hunter2'));
    expect(codeOf(answer)).toEqual([500, 'internal']);
    expect(JSON.stringify(answer.json)).not.toContain('hunter2');
    expect(answer.headers.get('x-request-id')).toBe((answer.json as unknown as { requestId: string }).requestId);
  });

  it.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), new Error('Connection terminated unexpectedly'), Object.assign(new Error('x'), { code: '57P01' }), Object.assign(new Error('x'), { code: 'P2024' }),
    new Error('outer', { cause: { kind: 'DatabaseNotReachable' } }), Object.assign(new Error('x'), { type: 'StripeConnectionError' }), new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]),
  ])('that says a dependency is away is 503 with Retry-After: %s', async (error) => {
    const answer = await failing(error);
    expect(codeOf(answer)).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it.each([{ code: '23505' }, { code: 'P2002' }, new TypeError('x'), null, 'text', undefined])('of our own making is not called a dependency: %j', async (error) => {
    expect(codeOf(await failing(error))).toEqual([500, 'internal']);
  });

  it('of the caller keeps its message, its fields and its waiting time, and cannot overwrite the document’s own members', async () => {
    const answer = await failing(new AppError('quota_exceeded', 'No more.', { retryAfterSeconds: 0.2, extra: { limit: 5, status: 200, code: 'x' } }));
    expect(answer.json).toMatchObject({ type: 'urn:tollgate:problem:quota_exceeded', title: 'Quota exceeded', status: 429, detail: 'No more.', instance: '/test', code: 'quota_exceeded', limit: 5 });
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});

describe('callers', () => {
  const whoami = (caller: typeof anyone) => route({ GET: call(caller, z.strictObject({}), (ctx) => Promise.resolve({ kind: ctx.actor.kind, workspaceId: ctx.workspaceId, locale: ctx.locale })) });
  let workspace: Awaited<ReturnType<typeof makeWorkspace>>;
  beforeAll(async () => {
    workspace = await makeWorkspace(database.it);
  });

  it('anyone is nobody without a session and the workspace’s member with one', async () => {
    expect((await send(whoami(anyone), 'GET', { headers: { 'accept-language': 'fr-CA, en;q=0.5' } })).json).toEqual({ kind: 'anonymous', workspaceId: null, locale: 'fr' });
    const cookie = await signedInAs(database.it, workspace.owner.id, workspace.id);
    expect((await send(whoami(anyone), 'GET', { cookie })).json).toMatchObject({ kind: 'member', workspaceId: workspace.id });
    expect((await send(whoami(anyone), 'GET', { cookie: await cookieOf('ses_nowhere') })).json).toMatchObject({ kind: 'anonymous' });
    expect(codeOf(await send(whoami(anyone), 'GET', { key: 'tg_live_typo' }))).toEqual([401, 'invalid_api_key']);
  });

  it('billing lets owner, admin, billing and manage keys in, and not a member', async () => {
    for (const [role, status] of [['owner', 200], ['admin', 200], ['billing', 200], ['member', 403]] as const) {
      const user = await makeMember(database.it, workspace.id, role);
      expect((await send(whoami(billing), 'GET', { cookie: await signedInAs(database.it, user.id, workspace.id) })).status).toBe(status);
    }
    const { key } = await makeApiKey(database.it, workspace.id, ['manage']);
    expect((await send(whoami(billing), 'GET', { key })).json).toMatchObject({ kind: 'apiKey', workspaceId: workspace.id });
  });

  it('operator lets only operators in, and never a key', async () => {
    const cookie = await signedInAs(database.it, workspace.owner.id, workspace.id);
    const { key } = await makeApiKey(database.it, workspace.id, ['manage']);
    expect(codeOf(await send(whoami(operator), 'GET'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await send(whoami(operator), 'GET', { key }))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await send(whoami(operator), 'GET', { cookie }))).toEqual([403, 'forbidden']);
    await database.it.db.user.update({ where: { id: workspace.owner.id }, data: { isOperator: true } });
    expect((await send(whoami(operator), 'GET', { cookie })).json).toMatchObject({ kind: 'operator', workspaceId: null });
  });

  it('a key is last used when it was, and a session of another workspace than its member’s is of none', async () => {
    const { id, key } = await makeApiKey(database.it, workspace.id, ['manage']);
    await send(whoami(member), 'GET', { key });
    expect((await database.it.db.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt).not.toBeNull();
    const other = await makeWorkspace(database.it);
    expect(codeOf(await send(whoami(member), 'GET', { cookie: await signedInAs(database.it, workspace.owner.id, other.id) }))).toEqual([403, 'forbidden']);
  });

  it('next-auth’s callbacks open, read and end the server’s session', async () => {
    const options = authOptions(new Headers({ 'x-tollgate-ip': '192.0.2.9' }));
    const passwordHash = await services().password.hash('correct horse');
    await database.it.db.user.update({ where: { id: workspace.owner.id }, data: { passwordHash } });
    const { authorize } = (options.providers[0] as unknown as { options: { authorize(given: unknown): Promise<{ sid: string } | null> } }).options;
    await expect(authorize({ email: workspace.owner.email, password: 'wrong' })).rejects.toThrow(/^invalid_credentials$/);
    await expect(authorize({ email: { $ne: '' }, password: [] })).rejects.toThrow(/^invalid_credentials$/);
    const user = await authorize({ email: workspace.owner.email, password: 'correct horse', csrfToken: 'x' });
    const token = await options.callbacks?.jwt?.({ token: {}, user } as never);
    const session = { expires: '' };
    await expect(options.callbacks?.session?.({ session, token } as never)).resolves.toBe(session);
    await options.events?.signOut?.({ token } as never);
    await expect(options.callbacks?.session?.({ session, token } as never)).rejects.toThrow('ended');
  });
});

describe('addresses that are not there, and health', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s of an unknown address is a 404 problem', async (method) => {
    expect(codeOf(await send(fallback, method))).toEqual([404, 'not_found']);
  });

  it('says what it depends on, and 503 when the database is away, while it stays alive', async () => {
    const answer = await send(health, 'GET');
    expect([answer.status, answer.json]).toEqual([200, { status: 'degraded', checks: { database: 'ok', stripe: 'unreachable', redis: 'not_configured', jobs: 'not_started', mail: 'not_configured' } }]);
    const before = services();
    const away = openDatabase('postgres://nobody@127.0.0.1:9/nothing');
    installServices({ ...before, database: away });
    const refused = await send(health, 'GET');
    const stillAlive = await send(live, 'GET');
    const unavailable = await send(echo, 'GET');
    installServices(before);
    await away.close();
    expect([refused.status, refused.json]).toMatchObject([503, { status: 'unavailable', checks: { database: 'unreachable' } }]);
    expect(stillAlive.status).toBe(200);
    expect(codeOf(unavailable)).toEqual([503, 'unavailable']);
  });
});
