import { batched } from '@/lib/domain/batched';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { edgeEnv } from './edge-env';

/** The meter's answer to one question, and the process that gave it: only that process takes the ticket. */
export type MeterAnswer = { decision: Decision; instance: string };

const askBatch = async (questions: MeterQuestion[]): Promise<MeterAnswer[]> => {
  const { meterUrl, internalSecret } = edgeEnv();
  const response = await fetch(meterUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${internalSecret}` },
    body: JSON.stringify(questions),
    cache: 'no-store',
  });
  if (!response.ok) throw new Error(`the meter answered ${response.status}`);
  const { decisions, instance } = (await response.json()) as { decisions: Decision[]; instance: string };
  return decisions.map((decision) => ({ decision, instance }));
};

/** Asks whether one call may run. Calls that arrive while two requests are under way share the next one. */
export const askMeter = batched(askBatch, 2, 500);
