import { waitingLine, type Batch, type LineOptions } from './waiting-line';

/** Too many questions wait already. Nothing was asked; asking again a little later can help. */
export class Overloaded extends Error {
  constructor() {
    super('too many questions wait');
    this.name = 'Overloaded';
  }
}

/** A batch of several groups that one of them held up. Each is to be asked alone: whoever is in the way then delays himself only. */
export class HeldUp extends Error {}

type Options<Q> = LineOptions & {
  /** Who asks. The questions of one group are never waited for by another's. */
  groupOf(question: Q): string;
  /** Has questions that arrive together travel together, by running what it is given when they have all arrived. */
  whenArrived?: (start: () => void) => void;
};

/** `isShared` says whether questions of several groups may be in it. Answers must come in the order of the questions. */
type Ask<Q, A> = (questions: Q[], about: { isShared: boolean }) => Promise<A[]>;

/**
 * Group commit for questions that is fair to those who ask: what arrives while a request is under way waits and travels
 * together. A quiet system sends one question at once; a busy one sends few large requests. A group that asks little is
 * never behind one that asks much. A failed request fails all of its questions, except a shared one that was `HeldUp`.
 */
export const fairBatches = <Q, A>(ask: Ask<Q, A>, options: Options<Q>) => {
  const whenArrived = options.whenArrived ?? queueMicrotask;
  const line = waitingLine<Q, A>(options);
  let isArriving = false;

  const start = (): void => {
    isArriving = false;
    for (let batch = line.next(); batch; batch = line.next()) void send(batch);
  };

  const send = async (batch: Batch<Q, A>): Promise<void> => {
    const all = batch.groups.flatMap(({ taken }) => taken);
    let wentWell = false;
    try {
      const answers = await ask(all.map((one) => one.question), { isShared: batch.isShared });
      if (answers.length !== all.length) throw new Error(`${all.length} questions got ${answers.length} answers`);
      all.forEach((one, i) => one.resolve(answers[i] as A));
      wentWell = true;
    } catch (reason) {
      if (reason instanceof HeldUp && batch.isShared) line.putBack(batch);
      else for (const one of all) one.reject(reason);
    }
    line.done(batch, wentWell);
    start();
  };

  return (question: Q): Promise<A> =>
    new Promise<A>((resolve, reject) => {
      if (!line.join(options.groupOf(question), { question, resolve, reject })) return reject(new Overloaded());
      if (isArriving) return;
      isArriving = true;
      whenArrived(start);
    });
};
