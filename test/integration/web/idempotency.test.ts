import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as apiKeys from '@/app/api/v1/api-keys/route';
import { AppError } from '@/lib/domain/app-error';
import { pruneIdempotentRequests } from '@/lib/services/idempotency/prune-idempotent-requests';
import { member, operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';
import { makeApiKey, makeMember, makeWorkspace, testCtx } from '@/test/harness';
import { routesDatabase, send, signedInAs, type Sent } from '@/test/requests';

const database = routesDatabase();
let workspace: Awaited<ReturnType<typeof makeWorkspace>>;
let owner: Sent;
let runs: string[] = [];
let hold: Promise<void> = Promise.resolve();
let answer: () => unknown;

const input = z.strictObject({ a: z.unknown().optional(), b: z.unknown().optional() });
const act = (ctx: { actor: { kind: string } }, given: unknown) => {
  runs.push(ctx.actor.kind);
  const result = answer() ?? { run: runs.length, given };
  return hold.then(() => result);
};
const spend = route({ GET: call(member, input, act), POST: call(member, input, act, { status: 201 }), DELETE: call(member, input, act) });
const staff = route({ POST: call(operator, input, act) });
const post = (key: string | undefined, body: unknown, sent: Sent = {}) => send(spend, 'POST', { ...owner, ...sent, body, headers: { ...sent.headers, ...(key === undefined ? {} : { 'idempotency-key': key }) } });
const isReplay = (one: { headers: Headers }) => one.headers.get('idempotent-replayed') === 'true';

beforeAll(async () => {
  workspace = await makeWorkspace(database.it);
  owner = { cookie: await signedInAs(database.it, workspace.owner.id, workspace.id) };
});
beforeEach(() => {
  runs = [];
  hold = Promise.resolve();
  answer = () => undefined;
});
afterAll(() => hold);

describe('a write with an Idempotency-Key', () => {
  it('is carried out once; the repeat gets the first answer, body and status, and says so', async () => {
    const first = await post('once', { a: 1, b: { c: 2, d: 3 } });
    const again = await post('once', { b: { d: 3, c: 2 }, a: 1 });
    expect([first.status, isReplay(first), again.status, isReplay(again)]).toEqual([201, false, 201, true]);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('cache-control')).toBe('private, no-store');
    expect(runs).toHaveLength(1);
  });

  it('is carried out once by twenty requests at once: one runs, the others wait or get its answer', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => post('crowd', { a: 1 })));
    expect(runs).toHaveLength(1);
    expect(all.filter((one) => one.status === 201 && !isReplay(one))).toHaveLength(1);
    for (const one of all) expect([201, 409]).toContain(one.status);
  });

  it('answers 409 with Retry-After while the first one runs', async () => {
    let release = (): void => {};
    hold = new Promise((resolve) => (release = resolve));
    const first = post('slow', {});
    await expect.poll(() => runs.length).toBe(1);
    const meanwhile = await post('slow', {});
    release();
    expect([meanwhile.status, meanwhile.json.code, meanwhile.headers.get('retry-after')]).toEqual([409, 'conflict', '1']);
    expect((await first).status).toBe(201);
    expect(isReplay(await post('slow', {}))).toBe(true);
  });

  it.each([[{ a: 2 }], [{}], [{ a: '1' }], [{ a: [1] }], [{ a: 1, b: null }], [{ a: { fields: [] } }]])('refuses the same key with the other input %j', async (other) => {
    await post('strict', { a: 1 });
    runs = [];
    const refused = await post('strict', other);
    expect([refused.status, refused.json.code, runs]).toEqual([422, 'idempotency_key_reused', []]);
  });

  it('belongs to one workspace, one method and one address: elsewhere the same key is another write', async () => {
    const other = await makeWorkspace(database.it);
    await post('mine', {});
    const theirs = await post('mine', {}, { cookie: await signedInAs(database.it, other.owner.id, other.id) });
    const removed = await send(spend, 'DELETE', { ...owner, headers: { 'idempotency-key': 'mine' } });
    expect([isReplay(theirs), isReplay(removed), runs.length]).toEqual([false, false, 3]);
  });

  it('is known again by every caller of the workspace, and asks each of them at the door first', async () => {
    await post('shared', {});
    const { key } = await makeApiKey(database.it, workspace.id, ['manage']);
    expect(isReplay(await post('shared', {}, { cookie: undefined, key }))).toBe(true);
    const colleague = await makeMember(database.it, workspace.id, 'member');
    expect(isReplay(await post('shared', {}, { cookie: await signedInAs(database.it, colleague.id, workspace.id) }))).toBe(true);
    expect((await post('shared', {}, { cookie: undefined })).status).toBe(401);
    expect((await post('shared', {}, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });

  it('can be tried again after an error, which has done nothing', async () => {
    answer = () => Promise.reject(new AppError('conflict', 'Not now.'));
    expect((await post('retry', {})).status).toBe(409);
    answer = () => undefined;
    expect([(await post('retry', {})).status, runs.length]).toEqual([201, 2]);
  });

  it('is run again while it waits for the customer to confirm a payment, and its secret is not stored', async () => {
    answer = () => ({ kind: 'payment_required', clientSecret: 'pi_1_secret_2' });
    await post('confirm', {});
    answer = () => ({ kind: 'applied' });
    const again = await post('confirm', {});
    expect([isReplay(again), again.json]).toEqual([false, { kind: 'applied' }]);
    expect(await database.it.db.idempotentRequest.count({ where: { body: { contains: 'secret' } } })).toBe(0);
  });

  it('is taken over from a process that died with it after two minutes, and what the dead one answers late is not kept', async () => {
    let release = (): void => {};
    hold = new Promise((resolve) => (release = resolve));
    const slow = post('dead', { a: 1 });
    await expect.poll(() => runs.length).toBe(1);
    await database.it.sql.query(`UPDATE idempotent_requests SET started_at = now() - interval '121 seconds' WHERE key = 'dead'`);
    expect((await post('dead', { a: 2 })).status).toBe(422);
    hold = Promise.resolve();
    const second = await post('dead', { a: 1 });
    release();
    await slow;
    expect([second.status, runs.length]).toEqual([201, 2]);
    expect((await post('dead', { a: 1 })).json).toEqual(second.json);
  });

  it('is forgotten after a day', async () => {
    await post('old', { a: 1 });
    await database.it.sql.query(`UPDATE idempotent_requests SET created_at = created_at - interval '1 day' WHERE key = 'old'`);
    expect(isReplay(await post('old', { a: 2 }))).toBe(false);
    expect(await pruneIdempotentRequests(testCtx(database.it, { now: new Date(Date.now() + 86_400_001) }), {})).toBeGreaterThan(0);
    expect(await database.it.db.idempotentRequest.count()).toBe(0);
  });
});

it('a key with another form is refused, quoted and bare ones are the same, and a read takes no notice', async () => {
  for (const wrong of ['', 'a b', 'é', 'x'.repeat(256)]) expect((await post(wrong, {})).json.code, wrong).toBe('invalid_input');
  await post('"quoted"', {});
  expect(isReplay(await post('quoted', {}))).toBe(true);
  const reads = [await send(spend, 'GET', { ...owner, headers: { 'idempotency-key': 'read' } }), await send(spend, 'GET', { ...owner, headers: { 'idempotency-key': 'read' } })];
  expect(reads.map(isReplay)).toEqual([false, false]);
});

it('a write without a key runs every time, and keeps nothing', async () => {
  const before = await database.it.db.idempotentRequest.count();
  await post(undefined, {});
  await post(undefined, {});
  expect([runs.length, await database.it.db.idempotentRequest.count()]).toEqual([2, before]);
});

it('operators have keys too, apart from every workspace’s', async () => {
  await database.it.db.user.update({ where: { id: workspace.owner.id }, data: { isOperator: true } });
  const answers = [1, 2].map(() => () => send(staff, 'POST', { ...owner, body: {}, headers: { 'idempotency-key': 'once' } }));
  const [first, again] = [await answers[0]?.(), await answers[1]?.()];
  expect([first?.status, again && isReplay(again), runs.length]).toEqual([200, true, 1]);
});

it('a new API key is made once, and its secret is neither shown twice nor stored', async () => {
  const make = () => send(apiKeys, 'POST', { ...owner, body: { name: 'Once', scopes: ['gateway'] }, headers: { 'idempotency-key': 'new-key' } });
  const [first, again] = [await make(), await make()];
  expect([first.status, again.status, again.json]).toMatchObject([201, 409, { code: 'conflict', carriedOut: true }]);
  expect(await database.it.db.apiKey.count({ where: { workspaceId: workspace.id, name: 'Once' } })).toBe(1);
  const { rows } = await database.it.sql.query('SELECT * FROM idempotent_requests');
  expect(JSON.stringify(rows)).not.toContain((first.json as unknown as { key: string }).key);
});
