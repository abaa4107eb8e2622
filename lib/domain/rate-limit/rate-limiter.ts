import type { BurstAnswer, BurstAsk, BurstKind } from './burst';
import { advance, count, freesInMs, newWindow, type SlidingWindow } from './sliding-window';

type Windows = Record<BurstKind, SlidingWindow>;

/** A burst limiter in this process's memory. Of more than `maxWorkspaces` the one that was quiet longest starts anew. */
export const makeRateLimiter = (maxWorkspaces = 20_000) => {
  const known = new Map<string, Windows>();

  const windowsOf = (workspaceId: string, nowMs: number): Windows => {
    const windows = known.get(workspaceId) ?? { requests: newWindow(nowMs), messages: newWindow(nowMs) };
    known.delete(workspaceId);
    known.set(workspaceId, windows);
    for (const oldest of known.keys()) {
      if (known.size <= maxWorkspaces) break;
      known.delete(oldest);
    }
    advance(windows.requests, nowMs);
    advance(windows.messages, nowMs);
    return windows;
  };

  /** Decides a workspace's calls in order and counts those that pass. `nowMs` is of a clock that never steps back. */
  const take = ({ workspaceId, limits, calls }: BurstAsk, nowMs: number): BurstAnswer => {
    const windows = windowsOf(workspaceId, nowMs);
    const isFull = (kind: BurstKind): boolean => windows[kind].used >= (limits[kind] ?? Infinity);
    const refused = calls.map((kind): boolean => {
      if (isFull(kind)) return true;
      count(windows[kind], 1);
      return false;
    });
    const stateOf = (kind: BurstKind) => ({ used: windows[kind].used, freesInMs: freesInMs(windows[kind], limits[kind] ?? Infinity, nowMs) });
    return { refused, states: { requests: stateOf('requests'), messages: stateOf('messages') } };
  };

  /** Takes back calls that were counted at `takenAtMs` and that somebody else refused. */
  const giveBack = (workspaceId: string, calls: BurstKind[], takenAtMs: number): void => {
    const windows = known.get(workspaceId);
    const second = Math.floor(takenAtMs / 1_000);
    if (windows) for (const kind of calls) count(windows[kind], -1, second);
  };

  return { take, giveBack, workspaces: () => known.size };
};

export type RateLimiter = ReturnType<typeof makeRateLimiter>;
