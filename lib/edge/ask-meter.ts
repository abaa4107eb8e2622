import { batched } from '@/lib/domain/batched';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { edgeEnv } from './edge-env';

/** The meter's answer to one question: what an admitted call shows to the gateway, or why it is refused. */
export type MeterAnswer = { ticket: string } | { refused: Extract<Decision, { allowed: false }> };

const askBatch = async (questions: MeterQuestion[]): Promise<MeterAnswer[]> => {
  const { meterUrl, internalSecret } = edgeEnv();
  const response = await fetch(meterUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', authorization: `Bearer ${internalSecret}` },
    body: JSON.stringify(questions),
    cache: 'no-store',
  });
  if (!response.ok) throw new Error(`the meter answered ${response.status}`);
  return (await response.json()) as MeterAnswer[];
};

/**
 * Asks whether one call may run. Calls that arrive while others are being asked about share the next request; a second one
 * starts beside the first as soon as a few wait, so that the server works while the database commits.
 */
export const askMeter = batched(askBatch, { maxInFlight: 2, fullBatch: 8, maxBatch: 500 });
