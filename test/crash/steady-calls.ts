import { setTimeout as wait } from 'node:timers/promises';
import { callerOf, type Answer } from '@/test/load';

/** One call that somebody wants made. `attempts`: how often they asked until they knew that it was. */
export type Wanted = { name: string; attempts: number; answer: Answer; answeredAt: number };

const perDoor = 8;
/** What a caller may see while things die: made, made before, or not now. */
const expected = [200, 409, 502, 503];

/**
 * People who call without pause through every door. Whoever gets no answer, or one that says "not now", asks again under the
 * same key at the next door, until they know that the call was made.
 */
export const steadyCalls = (doors: () => string[], key: string) => {
  const made: Wanted[] = [];
  const unexpected: string[] = [];
  const callers = new Map<string, ReturnType<typeof callerOf>>();
  const caller = (door: string) => callers.get(door) ?? callers.set(door, callerOf(door, key, perDoor * 2)).get(door) as ReturnType<typeof callerOf>;
  let count = 0;
  let on = true;
  const work = async (first: number): Promise<void> => {
    while (on) {
      count += 1;
      const name = `call-${count}`;
      for (let attempts = 1; ; attempts += 1) {
        const open = doors();
        const answer = await caller(open[(first + attempts) % open.length] ?? '').call('GET', '/v1/search', { 'idempotency-key': name }).catch(() => null);
        if (answer && !expected.includes(answer.status)) unexpected.push(`${answer.status} ${answer.body}`);
        if (answer?.status === 200 || answer?.status === 409) {
          made.push({ name, attempts, answer, answeredAt: performance.now() });
          break;
        }
        if (unexpected.length > 20) return;
        await wait(20);
      }
    }
  };
  const loops = Array.from({ length: perDoor * doors().length }, (_, i) => work(i));
  return {
    made,
    unexpected,
    /** Answers when so many more calls have been made, begun whenever. */
    async more(many: number): Promise<void> {
      const until = made.length + many;
      while (made.length < until && unexpected.length === 0) await wait(10);
    },
    /** Answers when the first call that was answered 200 after this instant was. */
    async firstAfter(instant: number): Promise<number> {
      for (;;) {
        const first = made.find((one) => one.answer.status === 200 && one.answeredAt > instant);
        if (first) return first.answeredAt;
        if (unexpected.length > 0) return Infinity;
        await wait(5);
      }
    },
    async stop(): Promise<void> {
      on = false;
      await Promise.all(loops);
      for (const one of callers.values()) one.close();
    },
  };
};
