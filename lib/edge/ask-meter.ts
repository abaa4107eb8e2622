import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { fairBatches } from '@/lib/domain/fair-batches';
import { makeKeyGroups } from '@/lib/domain/key-groups';
import { edgeEnv } from './edge-env';

/** The meter's answer to one question: what an admitted call shows to the gateway, or why it is refused. */
export type MeterAnswer = { ticket: string; workspaceId: string } | { refused: Extract<Decision, { allowed: false }> };

const groups = makeKeyGroups();

const askBatch = async (questions: MeterQuestion[]): Promise<MeterAnswer[]> => {
  const { meterUrl, internalSecret } = edgeEnv();
  const response = await fetch(meterUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', authorization: `Bearer ${internalSecret}` },
    body: JSON.stringify(questions),
    cache: 'no-store',
  });
  if (!response.ok) throw new Error(`the meter answered ${response.status}`);
  const answers = (await response.json()) as MeterAnswer[];
  answers.forEach((answer, i) => {
    const workspaceId = 'ticket' in answer ? answer.workspaceId : answer.refused.workspaceId;
    if (workspaceId !== null) groups.learn((questions[i] as MeterQuestion).keyHash, workspaceId);
  });
  return answers;
};

/**
 * Asks whether one call may run. Calls that arrive while others are being asked about share the next request; a second one
 * starts beside the first as soon as a few wait, so that the server works while the database commits. A workspace that
 * floods has requests of its own.
 *
 * @throws Overloaded when too many of the workspace's calls wait already.
 */
export const askMeter = fairBatches(askBatch, {
  groupOf: groups.groupOf, maxShared: 2, maxAlone: 3, fullShared: 8, fullAlone: 8, maxBatch: 250, share: 16, maxWaitingOfGroup: 1_000, maxWaiting: 8_000,
});
