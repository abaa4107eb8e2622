import { beforeAll, describe, expect, it } from 'vitest';
import * as keyRoute from '@/app/api/v1/api-keys/[id]/route';
import * as rotateRoute from '@/app/api/v1/api-keys/[id]/rotate/route';
import * as keysRoute from '@/app/api/v1/api-keys/route';
import { roles, type Role } from '@/lib/context';
import { hashApiKey, isWellFormedApiKey } from '@/lib/domain/api-key-format';
import type { ApiKeysView, NewApiKey } from '@/lib/domain/views/workspace-view';
import { rotateApiKey } from '@/lib/services/api-keys/rotate-api-key';
import { makeApiKey, makeMember, makeWorkspace, memberCtx } from '@/test/harness';
import { routesDatabase, send, signedInAs } from '@/test/requests';

const database = routesDatabase();
type Workspace = Awaited<ReturnType<typeof makeWorkspace>>;
let workspace: Workspace;
let other: Workspace;
const cookies = {} as Record<Role | 'outsider', string>;

beforeAll(async () => {
  workspace = await makeWorkspace(database.it, { plan: 'enterprise' });
  other = await makeWorkspace(database.it, { plan: 'enterprise' });
  for (const role of roles) cookies[role] = await signedInAs(database.it, (await makeMember(database.it, workspace.id, role)).id, workspace.id);
  cookies.outsider = await signedInAs(database.it, other.owner.id, other.id);
});

const create = async (body: unknown = { name: 'Server' }, cookie = cookies.owner) => (await send(keysRoute, 'POST', { cookie, body })).json as unknown as NewApiKey;
const list = async (cookie = cookies.owner) => (await send(keysRoute, 'GET', { cookie })).json as unknown as ApiKeysView;
const rotate = (id: string, body: unknown = {}, cookie = cookies.owner) => send(rotateRoute, 'POST', { cookie, params: { id }, body });
const revoke = (id: string, cookie = cookies.owner) => send(keyRoute, 'DELETE', { cookie, params: { id } });
const codeOf = (answer: Awaited<ReturnType<typeof send>>) => [answer.status, answer.json.code];

describe('a new key', () => {
  it('is shown once and stored as a hash, with its maker in the list and an audit entry without the secret', async () => {
    const answer = await send(keysRoute, 'POST', { cookie: cookies.owner, body: { name: ' Server ' } });
    const made = answer.json as unknown as NewApiKey;
    expect(answer.status).toBe(201);
    expect(made).toMatchObject({ name: 'Server', scopes: ['gateway'], prefix: made.key.slice(0, 12), last4: made.key.slice(-4) });
    expect(made.key).toMatch(/^tg_live_/);
    expect(isWellFormedApiKey(made.key)).toBe(true);
    const row = await database.it.db.apiKey.findUniqueOrThrow({ where: { id: made.id } });
    expect(row.hash).toBe(await hashApiKey(made.key));
    expect(JSON.stringify(row)).not.toContain(made.key);
    expect((await list()).data.find((one) => one.id === made.id)).toMatchObject({ name: 'Server', status: 'active', createdBy: 'Ada', lastUsedAt: null });
    expect(JSON.stringify(await list())).not.toContain(made.key);
    const audit = await database.it.db.auditEntry.findMany({ where: { subject: made.id } });
    expect(audit).toMatchObject([{ action: 'api_key.created', workspaceId: workspace.id, actorKind: 'member' }]);
    expect(JSON.stringify(audit)).not.toContain(made.key);
  });

  it('has the mode and the scopes that were asked for, each once', async () => {
    expect(await create({ name: 'Both', mode: 'test', scopes: ['manage', 'gateway', 'manage'].slice(0, 2) })).toMatchObject({ scopes: ['gateway', 'manage'], prefix: expect.stringMatching(/^tg_test_/) as string });
  });

  it.each([[{}], [{ name: '' }], [{ name: '  ' }], [{ name: 'x'.repeat(81) }], [{ name: 'x', scopes: [] }], [{ name: 'x', scopes: ['root'] }], [{ name: 'x', mode: 'prod' }], [{ name: 'x', workspaceId: 'ws_x' }], [{ name: 'x\u0000' }]])('is refused with 422 for %j', async (body) => {
    expect(codeOf(await send(keysRoute, 'POST', { cookie: cookies.owner, body }))).toEqual([422, 'invalid_input']);
  });

  it('is refused with 409 beyond the plan’s limit, also when twenty are made at once', async () => {
    const small = await makeWorkspace(database.it);
    const cookie = await signedInAs(database.it, small.owner.id, small.id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(keysRoute, 'POST', { cookie, body: { name: 'x' } })));
    expect(answers.filter((one) => one.status === 201)).toHaveLength(2);
    const refused = answers.find((one) => one.status === 409);
    expect(refused?.json).toMatchObject({ code: 'conflict', limit: 2, used: 2, plan: 'free', upgradeUrl: 'http://localhost:3000/plans' });
    const view = await list(cookie);
    expect([view.limit, view.live, view.data.length]).toEqual([2, 2, 2]);
    await revoke(view.data[0]?.id ?? '', cookie);
    expect((await send(keysRoute, 'POST', { cookie, body: { name: 'x' } })).status).toBe(201);
  });
});

describe('rotation', () => {
  it('makes a key of the same name, scopes and mode, and lets the old one live for the grace period', async () => {
    const old = await create({ name: 'Rotated', scopes: ['gateway', 'manage'], mode: 'test' });
    const answer = await rotate(old.id, { graceSeconds: 3600 });
    const made = answer.json as unknown as NewApiKey;
    expect(answer.status).toBe(201);
    expect(made).toMatchObject({ name: 'Rotated', scopes: ['gateway', 'manage'], prefix: expect.stringMatching(/^tg_test_/) as string });
    const row = await database.it.db.apiKey.findUniqueOrThrow({ where: { id: old.id } });
    expect(row.replacedById).toBe(made.id);
    expect(Math.abs((row.expiresAt?.getTime() ?? 0) - Date.now() - 3_600_000)).toBeLessThan(10_000);
    expect((await list()).data.find((one) => one.id === old.id)?.status).toBe('expiring');
    expect((await send(keysRoute, 'GET', { key: old.key })).status).toBe(200);
    expect((await send(keysRoute, 'GET', { key: made.key })).status).toBe(200);
  });

  it('ends the old key at once without grace', async () => {
    const old = await create({ name: 'Leaked', scopes: ['manage'] });
    await rotate(old.id, { graceSeconds: 0 });
    expect(codeOf(await send(keysRoute, 'GET', { key: old.key }))).toEqual([401, 'invalid_api_key']);
    expect((await list()).data.find((one) => one.id === old.id)?.status).toBe('expired');
  });

  it('keeps no more than two generations valid, and replaces a key once even when ten try at once', async () => {
    const first = await create({ name: 'Chain', scopes: ['manage'] });
    const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(first.id)));
    expect(answers.filter((one) => one.status === 201)).toHaveLength(1);
    expect(answers.filter((one) => one.status === 409)).toHaveLength(9);
    const second = answers.find((one) => one.status === 201)?.json as unknown as NewApiKey;
    await rotate(second.id);
    expect(codeOf(await send(keysRoute, 'GET', { key: first.key }))).toEqual([401, 'invalid_api_key']);
    expect((await send(keysRoute, 'GET', { key: second.key })).status).toBe(200);
  });

  it('does not count a key in its grace period against the plan', async () => {
    const small = await makeWorkspace(database.it);
    const { id } = await makeApiKey(database.it, small.id);
    await rotateApiKey(memberCtx(database.it, small), { id, graceSeconds: 60 });
    const cookie = await signedInAs(database.it, small.owner.id, small.id);
    expect((await send(keysRoute, 'POST', { cookie, body: { name: 'x' } })).status).toBe(201);
  });

  it.each([[{ graceSeconds: -1 }], [{ graceSeconds: 604_801 }], [{ graceSeconds: 1.5 }], [{ graceSeconds: '5' }], [{ id: 'key_x' }]])('is refused with 422 for %j', async (body) => {
    expect(codeOf(await rotate((await create()).id, body))).toEqual([422, 'invalid_input']);
  });

  it('is refused for a key that has ended', async () => {
    const made = await create();
    await revoke(made.id);
    expect(codeOf(await rotate(made.id))).toEqual([409, 'conflict']);
  });
});

describe('revocation', () => {
  it('ends a key at once, again and again, and is audited once', async () => {
    const made = await create({ name: 'Gone', scopes: ['manage'] });
    expect((await send(keysRoute, 'GET', { key: made.key })).status).toBe(200);
    expect((await revoke(made.id)).status).toBe(204);
    expect((await revoke(made.id)).status).toBe(204);
    expect(codeOf(await send(keysRoute, 'GET', { key: made.key }))).toEqual([401, 'invalid_api_key']);
    expect(await database.it.db.auditEntry.count({ where: { subject: made.id, action: 'api_key.revoked' } })).toBe(1);
    expect((await list()).data.find((one) => one.id === made.id)?.status).toBe('revoked');
  });
});

describe('who may', () => {
  it.each(roles)('list keys: %s', async (role) => {
    expect((await send(keysRoute, 'GET', { cookie: cookies[role] })).status).toBe(200);
  });

  it.each(['owner', 'admin'] as const)('make, rotate and revoke: %s', async (role) => {
    const made = await create({ name: role }, cookies[role]);
    const next = await rotate(made.id, {}, cookies[role]);
    expect(next.status).toBe(201);
    expect((await revoke(made.id, cookies[role])).status).toBe(204);
  });

  it.each(['billing', 'member'] as const)('not make, rotate or revoke: %s', async (role) => {
    const made = await create();
    expect(codeOf(await send(keysRoute, 'POST', { cookie: cookies[role], body: { name: 'x' } }))).toEqual([403, 'forbidden']);
    expect(codeOf(await rotate(made.id, {}, cookies[role]))).toEqual([403, 'forbidden']);
    expect(codeOf(await revoke(made.id, cookies[role]))).toEqual([403, 'forbidden']);
  });

  it('see or touch another workspace’s key: nobody, and the answer is the same as for none', async () => {
    const made = await create();
    expect((await list(cookies.outsider)).data).toEqual([]);
    for (const id of [made.id, 'key_nowhere']) {
      expect(codeOf(await rotate(id, {}, cookies.outsider))).toEqual([404, 'not_found']);
      expect(codeOf(await revoke(id, cookies.outsider))).toEqual([404, 'not_found']);
    }
    expect((await database.it.db.apiKey.findUniqueOrThrow({ where: { id: made.id } })).revokedAt).toBeNull();
  });

  it('call with a key: only one with scope manage, alive, of a sound checksum, and only as Bearer', async () => {
    const manage = await makeApiKey(database.it, workspace.id, ['manage']);
    const gateway = await makeApiKey(database.it, workspace.id, ['gateway']);
    expect((await send(keysRoute, 'GET', { key: manage.key })).status).toBe(200);
    expect((await send(keysRoute, 'POST', { key: manage.key, body: { name: 'By key' }, headers: { origin: 'https://elsewhere.test' } })).status).toBe(201);
    expect(codeOf(await send(keysRoute, 'GET', { key: gateway.key }))).toEqual([403, 'insufficient_scope']);
    expect(codeOf(await send(keysRoute, 'GET', { key: `${manage.key}x` }))).toEqual([401, 'invalid_api_key']);
    expect(codeOf(await send(keysRoute, 'GET', { key: `tg_live_${'0'.repeat(33)}`, cookie: cookies.owner }))).toEqual([401, 'invalid_api_key']);
    expect(codeOf(await send(keysRoute, 'GET', { headers: { authorization: `Basic ${manage.key}` } }))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await send(keysRoute, 'GET', { headers: { authorization: 'Bearer' } }))).toEqual([401, 'unauthenticated']);
  });
});
