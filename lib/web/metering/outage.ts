import type { Log } from '@/lib/context';
import type { Decision } from '@/lib/domain/decision';
import type { MeteredCall } from '@/lib/services/usage/consume';
import type { PassedCall, RecordedCall } from '@/lib/services/usage/record-passed';
import type { Settlement } from '@/lib/services/usage/settle';
import { inHalves } from './in-halves';
import { makeLateOutcomes } from './late-outcomes';
import { makeTrustedCalls } from './trusted-calls';

const retryMs = 300;
const maxJournal = 50_000;
const recordBatch = 250;

type Parts = { record: (calls: PassedCall[]) => Promise<RecordedCall[]>; /** The application's time. */ now: () => Date; settle: (settlement: Settlement) => void; log: Log };
export type Outage = ReturnType<typeof makeOutage>;

/**
 * What happens while the database cannot be reached, by the entitlement's `whenUnavailable`. `admit` lets a call through
 * whose key made the same kind of call lately, keeps it in memory and records it, beyond the limit if need be, as soon as
 * the meter is back, under the instant at which it passed; everything else is answered 503. Recording is safe to repeat: the request id counts once.
 */
export const makeOutage = ({ record, now, settle, log }: Parts) => {
  const trusted = makeTrustedCalls();
  const late = makeLateOutcomes(settle);
  const journal: PassedCall[] = [];
  /** Request ids in the journal, by workspace. */
  const passed = new Set<string>();
  const totals = { admitted: 0, refused: 0, recorded: 0 };
  let open = false;
  let timer: NodeJS.Timeout | undefined;

  const decideOne = (call: MeteredCall): Decision => {
    const workspaceId = trusted.workspaceOf(call);
    const once = `${workspaceId} ${call.question.requestId}`;
    // A repeat cannot be told from a call that hides behind a used id, and would be recorded as one.
    if (workspaceId === null || call.holdSeconds !== undefined || journal.length >= maxJournal || passed.has(once)) {
      totals.refused += 1;
      return refused(call);
    }
    totals.admitted += 1;
    passed.add(once);
    const at = now();
    journal.push({ ...call, question: { ...call.question, headers: {} }, forced: true, at });
    return admitted(call, workspaceId, at);
  };

  const write = async (batch: PassedCall[]): Promise<void> => {
    const rows = await record(batch);
    batch.forEach((call, i) => {
      const row = rows[i];
      if (row) late.recorded(call.decisionId, row);
    });
    totals.recorded += batch.length;
  };
  const giveUp = ({ decisionId, question, resolved }: PassedCall, error: unknown): void =>
    log.error({ err: error, decisionId, requestId: question.requestId, units: resolved?.weights }, 'a call that passed unmetered cannot be recorded; it stays uncounted');

  const flush = async (): Promise<void> => {
    do {
      const batch = journal.slice(0, recordBatch);
      // With nothing to record, an empty batch still asks whether the meter is back.
      await inHalves(batch, write, giveUp);
      journal.splice(0, batch.length);
    } while (journal.length > 0);
    passed.clear();
    open = false;
    log.warn({ ...totals }, 'the meter is back; calls that passed meanwhile are recorded');
  };

  const tick = (): void => {
    timer = setTimeout(() => {
      flush().catch(() => tick());
    }, retryMs);
  };

  const begin = (error: unknown): void => {
    if (open) return;
    open = true;
    log.error({ err: error }, 'the meter cannot be reached; calls are decided by policy');
    tick();
  };

  const drain = async (): Promise<void> => {
    clearTimeout(timer);
    if (journal.length > 0) await flush().catch((error: unknown) => log.error({ err: error, lost: journal.length }, 'calls that passed unmetered could not be recorded'));
  };

  return { isOpen: () => open, begin, learn: trusted.learn, decide: (calls: MeteredCall[]) => calls.map(decideOne), ended: late.ended, drain, totals };
};

const refused = (call: MeteredCall): Decision => ({
  allowed: false, code: 'unavailable', decisionId: null, workspaceId: null, operation: call.resolved?.operation ?? null, limits: [], refusedBy: null, required: null,
  plan: null, feature: null, retryAfterSeconds: 2,
});

const admitted = (call: MeteredCall, workspaceId: string, at: Date): Decision => ({
  allowed: true, decisionId: call.decisionId, workspaceId, plan: null, occurredAt: at.toISOString(), operation: call.resolved?.operation ?? '',
  units: call.resolved?.weights ?? {}, limits: [], isReplay: false, degraded: true, admitsUnavailable: true,
});
