import type { SharedBursts } from '@/lib/adapters/redis';
import type { Log } from '@/lib/context';
import type { BurstAnswer, BurstAsk, BurstState } from '@/lib/domain/rate-limit/burst';
import { makeRateLimiter } from '@/lib/domain/rate-limit/rate-limiter';
import { within } from './within';

/** What a decision waits for Redis before this process decides by itself. */
const patienceMs = 100;
const probeMs = 200;
/** A connection that answers nothing for so long is opened anew. */
const silentMs = 3_000;
const probe: BurstAsk = { workspaceId: 'probe', limits: {}, calls: ['requests'] };

/**
 * Decides bursts by this process's own windows, and, where Redis is set, by those of all processes: both must have room. So
 * whatever happens to Redis, no process lets through more than the limit in any 60 seconds. While Redis is away, slow or
 * answers nonsense, the own windows decide alone, which is counted; a probe behind the calls finds out when it is back.
 */
export const makeBurstLimiter = ({ shared, log, deadlineMs = patienceMs }: { shared: SharedBursts | null; log: Log; deadlineMs?: number }) => {
  const own = makeRateLimiter();
  const totals = { decided: 0, withoutRedis: 0, outages: 0 };
  let isAway = shared !== null;
  let timer: NodeJS.Timeout | undefined;

  const look = async (bursts: SharedBursts): Promise<void> => {
    const startedMs = performance.now();
    const answered = await within(silentMs, bursts.take([probe])).then(() => true, () => false);
    const tookMs = performance.now() - startedMs;
    if (tookMs >= silentMs) bursts.reconnect();
    if (!answered || tookMs > deadlineMs) return lookLater(bursts);
    if (totals.outages > 0) log.warn({ ...totals }, 'Redis is back; burst limits are shared again');
    isAway = false;
  };

  const lookLater = (bursts: SharedBursts, ms = probeMs): void => {
    timer = setTimeout(() => void look(bursts), ms);
    timer.unref();
  };

  const leave = (bursts: SharedBursts, error: unknown): void => {
    if (isAway) return;
    isAway = true;
    totals.outages += 1;
    log.warn({ err: error }, 'Redis does not answer; each process limits bursts by itself');
    lookLater(bursts);
  };

  const askShared = async (bursts: SharedBursts, asks: BurstAsk[], mine: BurstAnswer[], atMs: number): Promise<void> => {
    const passing = mine.map((answer) => answer.refused.flatMap((isRefused, call) => (isRefused ? [] : [call])));
    const asked = asks.flatMap((ask, i) => (passing[i]?.length ? [{ ...ask, i, calls: ask.calls.filter((_, call) => mine[i]?.refused[call] === false) }] : []));
    if (asked.length === 0) return;
    const answers = await within(deadlineMs, bursts.take(asked));
    asked.forEach(({ workspaceId, calls, i }, n) => {
      const [theirs, ours] = [answers[n] as BurstAnswer, mine[i] as BurstAnswer];
      passing[i]?.forEach((call, k) => (ours.refused[call] = theirs.refused[k] === true));
      ours.states = { requests: fuller(ours.states.requests, theirs.states.requests), messages: fuller(ours.states.messages, theirs.states.messages) };
      own.giveBack(workspaceId, calls.filter((_, k) => theirs.refused[k]), atMs);
    });
  };

  /** Answers within `deadlineMs`, and never throws. */
  const take = async (asks: BurstAsk[]): Promise<BurstAnswer[]> => {
    const atMs = performance.now();
    const answers = asks.map((ask) => own.take(ask, atMs));
    const calls = asks.reduce((sum, ask) => sum + ask.calls.length, 0);
    if (shared && !isAway) await askShared(shared, asks, answers, atMs).catch((error: unknown) => leave(shared, error));
    if (isAway) totals.withoutRedis += calls;
    totals.decided += calls;
    return answers;
  };

  const stop = (): void => {
    clearTimeout(timer);
    shared?.close();
  };

  if (shared) lookLater(shared, 0);
  return { take, stop, totals, state: (): 'ok' | 'degraded' | 'not_configured' => (shared === null ? 'not_configured' : isAway ? 'degraded' : 'ok') };
};

/** The window that refuses first is the one to tell of: after Redis forgot, that is the process's own. */
const fuller = (ours: BurstState, theirs: BurstState): BurstState => (theirs.used >= ours.used ? theirs : ours);
