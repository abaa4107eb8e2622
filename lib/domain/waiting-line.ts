export type Waiting<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (reason: unknown) => void };
/** `inFlight` batches with `asked` questions of it are under way. */
type Group<Q, A> = { name: string; waiting: Waiting<Q, A>[]; inFlight: number; asked: number; isAlone: boolean };
/** `isShared` says whether it may hold questions of several groups. */
export type Batch<Q, A> = { groups: Part<Q, A>[]; isShared: boolean };
type Part<Q, A> = { group: Group<Q, A>; taken: Waiting<Q, A>[] };

export type LineOptions = {
  /** Most batches side by side: those that groups share, and those of one group alone. */
  maxShared: number;
  maxAlone: number;
  /** How many must wait for a batch to start beside another of its kind. */
  fullShared: number;
  fullAlone: number;
  maxBatch: number;
  /** Most questions of a group in a batch that groups share; a group with more has batches of its own. */
  share: number;
  maxWaitingOfGroup: number;
  maxWaiting: number;
};

const newGroup = <Q, A>(name: string): Group<Q, A> => ({ name, waiting: [], inFlight: 0, asked: 0, isAlone: false });

/** The first of them that ask no more than `maxBatch` together. */
const fitting = <Q, A>(groups: Group<Q, A>[], maxBatch: number): Group<Q, A>[] => {
  let size = 0;
  return groups.filter((group) => (size += group.waiting.length) <= maxBatch);
};

const begin = <Q, A>(group: Group<Q, A>, most: number): Part<Q, A> => {
  const taken = group.waiting.splice(0, most);
  group.inFlight += 1;
  group.asked += taken.length;
  return { group, taken };
};

const end = <Q, A>(group: Group<Q, A>, asked: number, wentWell: boolean): void => {
  group.inFlight -= 1;
  group.asked -= asked;
  if (wentWell) group.isAlone = false;
};

const sizeOf = <Q, A>(groups: Part<Q, A>[]): number => groups.reduce((sum, { taken }) => sum + taken.length, 0);

/** Half of those who wait or are in flight go together, so that one half is answered while the other is worked on; few are not divided. */
const half = (all: number, full: number, { maxBatch, share }: LineOptions): number => Math.min(maxBatch, Math.max(full, share, Math.ceil(all / 2)));

/**
 * Questions that wait, by who asks, and which of them go next: those of groups that ask little together, and each group that
 * asks more than its share, was held up or is the only one that asks by itself, one after the other.
 */
export const waitingLine = <Q, A>(options: LineOptions) => {
  const { maxShared, maxAlone, fullShared, fullAlone, share } = options;
  /** Groups with questions that wait, in the order in which they are served. */
  const queue = new Map<string, Group<Q, A>>();
  /** These, and those that are in a batch or were held up. */
  const known = new Map<string, Group<Q, A>>();
  /** Batches under way, and the questions in those that groups share. */
  const inFlight = { shared: 0, alone: 0, asked: 0 };
  let waiting = 0;

  /** False when too many wait already. */
  const join = (name: string, one: Waiting<Q, A>): boolean => {
    const group = known.get(name) ?? newGroup<Q, A>(name);
    if (waiting >= options.maxWaiting || group.waiting.length >= options.maxWaitingOfGroup) return false;
    known.set(name, group);
    queue.set(name, group);
    group.waiting.push(one);
    waiting += 1;
    return true;
  };

  const isHot = (group: Group<Q, A>): boolean => group.isAlone || group.waiting.length > share || queue.size === 1;

  const take = (group: Group<Q, A>, most: number): Part<Q, A> => {
    const part = begin(group, most);
    waiting -= part.taken.length;
    queue.delete(group.name);
    if (group.waiting.length > 0) queue.set(group.name, group);
    return part;
  };

  const nextShared = (): Batch<Q, A> | null => {
    if (inFlight.shared >= maxShared) return null;
    const cool = [...queue.values()].filter((group) => group.inFlight === 0 && !isHot(group));
    const asked = cool.reduce((sum, group) => sum + group.waiting.length, 0);
    if (asked === 0 || (inFlight.shared > 0 && asked < fullShared)) return null;
    inFlight.shared += 1;
    const groups = fitting(cool, half(asked + inFlight.asked, fullShared, options)).map((group) => take(group, share));
    inFlight.asked += sizeOf(groups);
    return { groups, isShared: true };
  };

  /** Two of one group at most: the second is on its way while the first is worked on. */
  const nextAlone = (): Batch<Q, A> | null => {
    if (inFlight.alone >= maxAlone) return null;
    for (const group of queue.values()) {
      if (!isHot(group) || group.inFlight >= 2 || (group.inFlight > 0 && group.waiting.length < fullAlone)) continue;
      inFlight.alone += 1;
      return { groups: [take(group, half(group.waiting.length + group.asked, fullAlone, options))], isShared: false };
    }
    return null;
  };

  /** Puts the questions of a batch that was held up back, for each group to be asked alone. */
  const putBack = ({ groups }: Batch<Q, A>): void => {
    for (const { group, taken } of groups) {
      group.isAlone = true;
      group.waiting.unshift(...taken);
      waiting += taken.length;
      queue.set(group.name, group);
    }
  };

  const done = ({ groups, isShared }: Batch<Q, A>, wentWell: boolean): void => {
    inFlight[isShared ? 'shared' : 'alone'] -= 1;
    if (isShared) inFlight.asked -= sizeOf(groups);
    for (const { group, taken } of groups) {
      end(group, taken.length, wentWell);
      if (group.inFlight === 0 && group.waiting.length === 0 && (!group.isAlone || known.size > options.maxWaiting)) known.delete(group.name);
    }
  };

  return { join, next: () => nextShared() ?? nextAlone(), putBack, done };
};
