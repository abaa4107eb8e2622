import type { Decision } from '@/lib/domain/decision';
import type { KeyPlan } from '@/lib/services/usage/plans-of-keys';
import { gathered } from './gathered';
import { within } from './within';

const maxKnown = 20_000;
const maxBatch = 500;
/** Older knowledge is used once more, and renewed behind the call that used it. */
const freshMs = 2_000;
/** A key that was quiet for longer is read before its call is decided. */
const keepMs = 10 * 60_000;
/** Keys to renew gather for so long, and are read together. */
const gatherMs = 20;
/** After a read that failed, nothing is read for a while. */
const restMs = 300;

export type KnownPlan = KeyPlan & { readAtMs: number };
export type Plans = Map<string, KnownPlan>;

/** Whose keys call lately and on which plans, in memory, so that a burst limit costs no question of the database. */
export const makeKnownPlans = ({ read, isAway, withinMs }: { read: (keyHashes: string[]) => Promise<KeyPlan[]>; isAway: () => boolean; withinMs: number }) => {
  const known: Plans = new Map();
  let clockOffsetMs = 0;
  let restUntilMs = 0;

  const keep = (keyHashes: string[], found: KeyPlan[]): Plans => {
    const readAtMs = performance.now();
    for (const hash of keyHashes) known.delete(hash);
    const plans: Plans = new Map(found.map((plan) => [plan.keyHash, { ...plan, readAtMs }]));
    for (const [hash, plan] of plans) known.set(hash, plan);
    for (const oldest of known.keys()) {
      if (known.size <= maxKnown) break;
      known.delete(oldest);
    }
    if (found[0]) clockOffsetMs = found[0].now.getTime() - Date.now();
    return plans;
  };

  /** What the database says of these keys now; null when it does not say so in time. */
  const reread = async (keyHashes: string[]): Promise<Plans | null> => {
    if (isAway() || performance.now() < restUntilMs) return null;
    try {
      return keep(keyHashes, await within(withinMs, read(keyHashes)));
    } catch {
      restUntilMs = performance.now() + restMs;
      return null;
    }
  };

  const renew = makeRenewals(reread);

  /** What is known of a key, at once; renewed behind when it is not fresh. */
  const peek = (keyHash: string): KnownPlan | undefined => {
    const found = known.get(keyHash);
    const ageMs = found ? performance.now() - found.readAtMs : Infinity;
    if (ageMs > keepMs) return undefined;
    if (ageMs > freshMs) renew(keyHash);
    return found;
  };

  /** Forgets a key whose decision shows that its workspace has another plan by now. Answers the decision. */
  const learn = (keyHash: string, decision: Decision): Decision => {
    if (decision.plan !== null && decision.plan !== known.get(keyHash)?.plan) known.delete(keyHash);
    return decision;
  };

  /** The plans of these keys. Only for keys that did not call lately is the database asked first. */
  const of = async (keyHashes: string[]): Promise<Plans> => {
    const plans: Plans = new Map();
    const unknown: string[] = [];
    for (const hash of new Set(keyHashes)) {
      const found = peek(hash);
      if (found) plans.set(hash, found);
      else unknown.push(hash);
    }
    const learnt = unknown.length > 0 ? await reread(unknown) : null;
    for (const [hash, plan] of learnt ?? []) plans.set(hash, plan);
    return plans;
  };

  const workspaceOf = (keyHash: string): string | undefined => known.get(keyHash)?.workspaceId;

  const readTogether = gathered(async (keyHashes: string[]) => {
    const plans = await of(keyHashes);
    return keyHashes.map((hash) => plans.get(hash)?.workspaceId);
  }, maxBatch);
  const readWorkspaceOf = async (keyHash: string): Promise<string | undefined> => workspaceOf(keyHash) ?? readTogether(keyHash);

  return { peek, of, learn, reread, workspaceOf, readWorkspaceOf, now: () => new Date(Date.now() + clockOffsetMs) };
};

/** Has keys that are to be read again read together, one read at a time. */
const makeRenewals = (reread: (keyHashes: string[]) => Promise<unknown>) => {
  const stale = new Set<string>();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    await pause(gatherMs);
    while (stale.size > 0) {
      const hashes = [...stale];
      await reread(hashes);
      for (const hash of hashes) stale.delete(hash);
    }
    running = undefined;
  };

  return (keyHash: string): void => {
    stale.add(keyHash);
    running ??= run();
  };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
