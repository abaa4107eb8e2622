import { describe, expect, test } from 'vitest';
import type { Decision } from '@/lib/domain/decision';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { makeApiKey, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { booksOf, inBatches, meterOf, question } from './meter';

const database = testDatabase('forensics');
const setUp = async (plan = 'community') => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics', plan });
  const { key } = await makeApiKey(database.it, workspace.id);
  return { workspace, key, meter: meterOf(database.it) };
};
const many = (n: number, key: string, call: string) => Promise.all(Array.from({ length: n }, () => question(key, call)));
const codes = (decisions: Decision[]) => decisions.map((one) => (one.allowed ? 'ok' : one.code));

describe('a hard limit', () => {
  test('admits exactly 100 units of 2,000 concurrent calls and explains every refusal', async () => {
    const { workspace, key, meter } = await setUp();
    const decisions = await inBatches(meter, await many(2_000, key, 'GET /risk/score'), 25);
    expect(decisions.filter((one) => one.allowed)).toHaveLength(50);
    expect(await booksOf(database.it, workspace.id, 'tokens')).toEqual({ counter: 100, ledger: 100, calls: 50, refused: 1_950 });
    const ids = new Set(decisions.filter((one) => !one.allowed).map((one) => one.decisionId ?? ''));
    const known = await database.it.db.refusal.findMany({ where: { workspaceId: workspace.id, id: { in: [...ids] } } });
    expect(known.map((row) => row.id).sort()).toEqual([...ids].sort());
  });

  test('with mixed weights never goes over, and never refuses a call that fits', async () => {
    const { workspace, key, meter } = await setUp('starter');
    const paths = ['POST /trace/start', 'POST /trace/expand', 'GET /graph/nodes', 'POST /patterns/detect', 'GET /risk/score'];
    const asked = await Promise.all(Array.from({ length: 1_000 }, (_, i) => question(key, paths[(i * 7) % paths.length] ?? '')));
    const decisions = await inBatches(meter, asked, 40);
    const books = await booksOf(database.it, workspace.id, 'tokens');
    expect(books.counter).toBe(books.ledger);
    expect(books.ledger).toBeGreaterThan(498);
    expect(books.ledger).toBeLessThanOrEqual(500);
    for (const one of decisions) {
      if (!one.allowed) expect((one.refusedBy?.used ?? 0) + (one.required ?? 0)).toBeGreaterThan(500);
    }
  });

  test('is decided in the order of the batch, and a smaller call still fits after a refusal', async () => {
    const { key, meter } = await setUp();
    const batch = [...(await many(9, key, 'POST /trace/start')), await question(key, 'POST /agent/query')];
    const [refused, passes] = await meter([...batch, await question(key, 'POST /trace/start'), await question(key, 'GET /risk/score')]).then((all) => all.slice(-2));
    expect(refused).toMatchObject({ allowed: false, code: 'quota_exceeded', required: 10, refusedBy: { meter: 'tokens', window: 'month', limit: 100, used: 95, remaining: 5 } });
    expect(passes).toMatchObject({ allowed: true, units: { tokens: 2 }, limits: [{ used: 97, remaining: 3 }] });
  });

  test('says when waiting helps, and does not when the call is larger than the whole limit', async () => {
    const { key, meter } = await setUp();
    await meter(await many(10, key, 'POST /trace/start'));
    const [refused] = await meter([await question(key, 'GET /risk/score')]);
    expect(refused?.allowed === false && (refused.retryAfterSeconds ?? 0) > 0).toBe(true);
  });
});

describe('the same request id', () => {
  test('sent ten times at once is charged once, with ten identical decisions', async () => {
    const { workspace, key, meter } = await setUp();
    const ten = await Promise.all(Array.from({ length: 10 }, () => question(key, 'POST /trace/start', { requestId: 'order-66' })));
    const decisions = (await Promise.all([meter(ten.slice(0, 4)), ...ten.slice(4).map((one) => meter([one]))])).flat();
    expect(new Set(decisions.map((one) => one.decisionId)).size).toBe(1);
    expect(new Set(decisions.map((one) => JSON.stringify(one.allowed && [one.occurredAt, one.limits.map((l) => [l.used, l.limit])]))).size).toBe(1);
    expect(decisions.filter((one) => one.allowed && !one.isReplay)).toHaveLength(1);
    expect(await booksOf(database.it, workspace.id, 'tokens')).toMatchObject({ counter: 10, ledger: 10, calls: 1 });
  });

  test('with another route or weight is refused and not charged', async () => {
    const { workspace, key, meter } = await setUp();
    await meter([await question(key, 'POST /trace/start', { requestId: 'a' })]);
    const again = await meter([await question(key, 'GET /risk/score', { requestId: 'a' }), await question(key, 'GET /risk/score', { requestId: 'b' }), await question(key, 'POST /trace/start', { requestId: 'b' })]);
    expect(codes(again)).toEqual(['request_id_reused', 'ok', 'request_id_reused']);
    expect((await booksOf(database.it, workspace.id, 'tokens')).counter).toBe(12);
  });

  test('belongs to its workspace: another workspace may use it', async () => {
    const [one, two] = [await setUp(), await setUp()];
    const decisions = await one.meter([await question(one.key, 'GET /risk/score', { requestId: 'x' }), await question(two.key, 'GET /risk/score', { requestId: 'x' })]);
    expect(codes(decisions)).toEqual(['ok', 'ok']);
    const third = await setUp();
    const [later] = await third.meter([await question(third.key, 'GET /risk/score', { requestId: 'x' })]);
    expect([...decisions, later].every((each) => each?.allowed && !each.isReplay)).toBe(true);
  });

  test('refused first and repeated in one batch is charged at most once', async () => {
    const { workspace, key, meter } = await setUp();
    await meter([...(await many(9, key, 'POST /trace/start')), await question(key, 'POST /agent/query')]);
    const batch = await Promise.all(['POST /trace/start', 'GET /risk/score', 'GET /risk/score'].map((call) => question(key, call, { requestId: 'z' })));
    expect(codes(await meter(batch))).toEqual(['quota_exceeded', 'ok', 'ok']);
    expect((await booksOf(database.it, workspace.id, 'tokens')).counter).toBe(97);
  });
});

describe('who may call', () => {
  test('an unknown, revoked or expired key is refused and leaves no trace', async () => {
    const { workspace, meter, key } = await setUp();
    const revoked = await makeApiKey(database.it, workspace.id);
    const expired = await makeApiKey(database.it, workspace.id);
    await database.it.db.apiKey.update({ where: { id: revoked.id }, data: { revokedAt: new Date() } });
    await database.it.db.apiKey.update({ where: { id: expired.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    const batch = await Promise.all([`${key}x`, revoked.key, expired.key].map((one) => question(one, 'GET /risk/score')));
    expect(codes(await meter(batch))).toEqual(['invalid_api_key', 'invalid_api_key', 'invalid_api_key']);
    expect(await booksOf(database.it, workspace.id, 'tokens')).toEqual({ counter: 0, ledger: 0, calls: 0, refused: 0 });
  });

  test('a key without the scope gateway, an unknown operation and a feature outside the plan are told apart', async () => {
    const { workspace, key, meter } = await setUp();
    const manage = await makeApiKey(database.it, workspace.id, ['manage']);
    const batch = [await question(manage.key, 'GET /risk/score'), await question(key, 'GET /nowhere'), await question(key, 'POST /investigator/open')];
    const decisions = await meter(batch);
    expect(codes(decisions)).toEqual(['insufficient_scope', 'unknown_operation', 'feature_not_included']);
    expect(decisions[2]).toMatchObject({ feature: 'investigator', plan: 'community' });
    expect((await booksOf(database.it, workspace.id, 'tokens')).counter).toBe(0);
  });

  test('a plan with the feature opens it, and an unlimited meter still counts', async () => {
    const { workspace, key, meter } = await setUp('pro');
    expect(codes(await meter([await question(key, 'POST /investigator/open')]))).toEqual(['ok']);
    expect((await booksOf(database.it, workspace.id, 'tokens')).counter).toBe(10);
  });

  test('a plan of another catalogue, which grants nothing of the meter, admits nothing', async () => {
    await writeCatalog(testCtx(database.it, { catalog: 'default' }));
    const workspace = await makeWorkspace(database.it, { catalog: 'default', plan: 'enterprise' });
    const { key } = await makeApiKey(database.it, workspace.id);
    expect(codes(await meterOf(database.it)([await question(key, 'GET /risk/score')]))).toEqual(['feature_not_included']);
    expect((await booksOf(database.it, workspace.id, 'tokens')).ledger).toBe(0);
  });

  test('a key remembers when it was last used, to the minute', async () => {
    const { workspace, key, meter } = await setUp();
    await meter([await question(key, 'GET /risk/score')]);
    const { lastUsedAt } = await database.it.db.apiKey.findFirstOrThrow({ where: { workspaceId: workspace.id } });
    expect(Math.abs((lastUsedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await meter([await question(key, 'GET /risk/score')]);
    expect((await database.it.db.apiKey.findFirstOrThrow({ where: { workspaceId: workspace.id } })).lastUsedAt).toEqual(lastUsedAt);
  });

  test('batches of several workspaces in opposite orders never deadlock', async () => {
    const [one, two] = [await setUp('pro'), await setUp('pro')];
    const rounds = Array.from({ length: 40 }, async (_, i) => {
      const pair = await Promise.all([one, two].map((each) => question(each.key, 'GET /risk/score')));
      return one.meter(i % 2 ? pair : pair.reverse());
    });
    expect(codes((await Promise.all(rounds)).flat()).every((code) => code === 'ok')).toBe(true);
  });
});
