import { callerOf } from '@/test/load';

/** `code`: null for a call that was made. */
export type Flowed = { start: number; end: number; status: number; code: string | null; decisionId: string | null; door: number };

/** What a machine that is too busy answers is no decision. */
export const isDecided = (one: Flowed): boolean => one.status !== 503;

const perDoor = 12;

/** Calls through every door without pause until told to stop. Times are those of one clock. */
export const flowThrough = (doors: string[], key: string, path: string) => {
  const seen: Flowed[] = [];
  let on = true;
  /** How many decided calls, each begun since an instant, are waited for at each door. */
  let awaited: { since: number; left: number[]; enough: () => void } | null = null;
  const see = (one: Flowed): void => {
    seen.push(one);
    if (!awaited || one.start <= awaited.since || !isDecided(one)) return;
    awaited.left[one.door] = (awaited.left[one.door] ?? 0) - 1;
    if (awaited.left.every((left) => left <= 0)) awaited.enough();
  };
  const loop = async (call: ReturnType<typeof callerOf>['call'], door: number): Promise<void> => {
    while (on) {
      const start = performance.now();
      const { status, decisionId, body } = await call('POST', path);
      see({ start, end: performance.now(), status, door, decisionId, code: status === 200 ? null : (JSON.parse(body) as { code: string }).code });
    }
  };
  const callers = doors.map((door) => callerOf(door, key, perDoor));
  const loops = callers.flatMap(({ call }, door) => Array.from({ length: perDoor }, () => loop(call, door)));
  return {
    seen,
    /** Answers when every door has decided this many more calls, each begun after now. */
    more(count: number): Promise<void> {
      return new Promise((resolve) => {
        awaited = { since: performance.now(), left: doors.map(() => count), enough: resolve };
      });
    },
    async stop(): Promise<Flowed[]> {
      on = false;
      await Promise.all(loops);
      for (const caller of callers) caller.close();
      return seen;
    },
  };
};
