import type { Decision } from '@/lib/domain/decision';
import type { MeteredCall } from '@/lib/services/usage/consume';

const maxKnown = 20_000;
/** A key that was not seen for this long is not let through on trust. */
const trustMs = 10 * 60_000;

/** Which keys made which operations lately, and whether their plan admits them while the meter is away. */
export const makeTrustedCalls = () => {
  const known = new Map<string, { admits: boolean; workspaceId: string; seenAtMs: number }>();

  const learn = (calls: MeteredCall[], decisions: Decision[]): void => {
    decisions.forEach((decision, i) => {
      const name = nameOf(calls[i]);
      known.delete(name);
      if (decision.allowed) known.set(name, { admits: decision.admitsUnavailable, workspaceId: decision.workspaceId, seenAtMs: Date.now() });
    });
    for (const name of known.keys()) {
      if (known.size <= maxKnown) break;
      known.delete(name);
    }
  };

  /** The workspace of a call that may pass without the meter; `null` for every other. */
  const workspaceOf = (call: MeteredCall): string | null => {
    const found = known.get(nameOf(call));
    return found?.admits && Date.now() - found.seenAtMs <= trustMs ? found.workspaceId : null;
  };

  return { learn, workspaceOf };
};

const nameOf = (call: MeteredCall | undefined): string => `${call?.question.keyHash ?? ''} ${call?.resolved?.operation ?? ''}`;
