import { describe, expect, test } from 'vitest';
import { newId } from '@/lib/domain/ids';
import { verifyBooks } from '@/lib/services/verify/verify-books';
import { testCtx, testDatabase } from '@/test/harness';
import { onPlan, type Granted } from './plan-version';
import { counterOf, grantsOf, programOf } from './program';

const database = testDatabase('default');

const setUp = async (granted: Partial<Granted>) => {
  const { workspaceId, key } = await onPlan(database.it, 'default', [{ meter: 'credits', window: 'billing_period', limit: 100, ...granted }]);
  return { workspaceId, program: await programOf(database.it, key, 'default') };
};
const give = async (workspaceId: string, units: number) => {
  const [id, now] = [newId('grt', Date.now()), new Date()];
  await database.it.db.creditGrant.create({ data: { id, workspaceId, meter: 'credits', source: 'gift', sourceKey: id, units: BigInt(units), priority: 50, createdAt: now } });
  await database.it.db.creditEntry.create({ data: { id: newId('ent', Date.now()), grantId: id, kind: 'granted', units: BigInt(units), reason: 'test', at: now } });
};
const gift = async (workspaceId: string) => (await grantsOf(database.it, workspaceId)).find(([source]) => source === 'gift');
const used = (workspaceId: string) => counterOf(database.it, workspaceId, 'credits', 'billing_period');
const findings = async (workspaceId: string) => (await verifyBooks(testCtx(database.it), {})).findings.filter((one) => one.detail.includes(workspaceId));
const hold = (units: number) => ({ units: { credits: units }, hold: true });
const overage = { per: 10, minor: 100 };

describe('a hold that is settled lower', () => {
  test('bills nothing that a pack can pay: units beyond the limit go first, and what is left of the pack stays spent', async () => {
    const { workspaceId, program } = await setUp({ usesPacks: true, overage });
    await program.use({ units: { credits: 100 } });
    await give(workspaceId, 4);
    const held = await program.use(hold(10));
    expect([await used(workspaceId), await gift(workspaceId)]).toEqual([106, ['gift', 4, 0]]);
    expect(await program.settle(held, { units: { credits: 3 } })).toMatchObject({ units: { credits: 3 }, beyond: [] });
    expect([await used(workspaceId), await gift(workspaceId), await findings(workspaceId)]).toEqual([100, ['gift', 4, 1], []]);
  });

  test.each([[110, [{ units: 10, as: 'overage' }]], [90, []]])('to %i of 130 units says how many were beyond the limit of 100 in the end', async (units, beyond) => {
    const { workspaceId, program } = await setUp({ overage });
    const held = await program.use(hold(130));
    expect((await program.settle(held, { units: { credits: units } })).beyond).toMatchObject(beyond);
    expect([await used(workspaceId), await findings(workspaceId)]).toEqual([units, []]);
  });

  test('gives back the credits that paid for it, though the limit has become unlimited meanwhile', async () => {
    const { workspaceId, program } = await setUp({ limit: 5, usesPacks: true });
    await program.use({ units: { credits: 5 } });
    await give(workspaceId, 10);
    const held = await program.use(hold(10));
    await database.it.db.override.create({ data: { id: newId('ovr', Date.now()), workspaceId, kind: 'limit', meter: 'credits', window: 'billing_period', limit: null, reason: 'a test', createdById: 'usr_test', createdAt: new Date() } });
    await program.settle(held, { units: { credits: 2 } });
    expect([await used(workspaceId), await gift(workspaceId), await findings(workspaceId)]).toEqual([5, ['gift', 10, 8], []]);
  });
});
