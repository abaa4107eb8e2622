import { AppError } from '@/lib/domain/app-error';
import { requestIdReused } from '@/lib/domain/refusal';
import type { Outcome } from '@/lib/domain/views/usage-view';
import { claimRerun } from '@/lib/services/usage/claim-rerun';
import type { Admission, GatewayAnswer, GatewayCall } from './answer-call';
import type { makeAnswers } from './answers';
import { meter } from './meter';

/** A call this young may still be on its way through the server when its repeat is here. By the clock of the database, which may differ a little. */
const newWithinMs = 10_000;

/** A repeat gets the first answer again; `null` says that the call is to be made once more: it has no outcome, because its server died. */
export const repeated = async (admission: Admission, { requestId, target }: GatewayCall, answers: ReturnType<typeof makeAnswers>): Promise<GatewayAnswer | null> => {
  const isNew = Date.now() - Date.parse(admission.occurredAt) < newWithinMs;
  const kept = await answers.find(admission.decisionId, target, isNew);
  if (kept === 'other') throw requestIdReused({ decisionId: admission.decisionId });
  if (kept) return { status: kept.status, headers: [...kept.headers, 'idempotent-replayed', 'true', 'x-request-id', requestId], body: kept.body };
  const { claimed, outcome } = await claimRerun({ sql: meter().sql }, admission);
  if (claimed) return null;
  const { detail, retryAfterSeconds } = conflicts[outcome ?? 'unknown'];
  throw new AppError('conflict', detail, { extra: { decisionId: admission.decisionId }, retryAfterSeconds });
};

/** Why the answer cannot be given again. */
const charged = { detail: 'A call with this request id was made and charged; its answer is no longer kept. Use a new id to make it again.', retryAfterSeconds: undefined };
const conflicts: Record<Outcome, { detail: string; retryAfterSeconds?: number }> = {
  held: { detail: 'A call with this request id is held for another way in. Settle it there.', retryAfterSeconds: undefined },
  unknown: { detail: 'A call with this request id is still running. Try again later.', retryAfterSeconds: 5 },
  released: { detail: 'The call with this request id failed and was not charged. Make it again under the same id.', retryAfterSeconds: 1 },
  succeeded: charged, aborted: charged,
};
