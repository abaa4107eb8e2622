import { expect, test } from 'vitest';
import { claimRerun, rerunAfterSeconds } from '@/lib/services/usage/claim-rerun';
import { settle } from '@/lib/services/usage/settle';
import { touchRunning } from '@/lib/services/usage/touch-running';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { meterOf, question } from './meter';
import { moveClock } from './program';

const database = testDatabase('forensics');
const admitted = async () => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics' });
  const { key } = await makeApiKey(database.it, workspace.id);
  const [decision] = await meterOf(database.it)([await question(key, 'POST /trace/start', { requestId: 'mine' })]);
  if (!decision?.allowed) throw new Error('the first call is admitted');
  return decision;
};
const later = (ms: number) => moveClock(database.it, ms);

test('a call is made a second time only when nobody has said for a while that it runs, and then once', async () => {
  const call = await admitted();
  const wait = (rerunAfterSeconds + 1) * 1_000;
  await later(wait - 5_000);
  await touchRunning(database.it, [call]);
  await later(wait);
  expect(await claimRerun(database.it, call)).toEqual({ claimed: false, outcome: 'unknown' });
  await later(2 * wait);
  const claims = await Promise.all([1, 2, 3].map(() => claimRerun(database.it, call)));
  expect(claims.filter(({ claimed }) => claimed).length).toBe(1);
  await later(0);
});

test('nobody says of a call that has ended that it runs', async () => {
  const call = await admitted();
  await settle(database.it, [{ decisionId: call.decisionId, occurredAt: call.occurredAt, outcome: 'succeeded', statusCode: 200, latencyMs: 1 }]);
  await touchRunning(database.it, [call]);
  expect((await database.it.db.usageEvent.findFirstOrThrow({ where: { id: call.decisionId } })).runningAt).toBeNull();
});
