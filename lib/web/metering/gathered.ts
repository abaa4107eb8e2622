type Waiting<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (reason: unknown) => void };

/** Has questions that arrive in one turn of the event loop asked together, `maxBatch` at most. Answers come in the order of the questions. */
export const gathered = <Q, A>(ask: (questions: Q[]) => Promise<A[]>, maxBatch: number): ((question: Q) => Promise<A>) => {
  let waiting: Waiting<Q, A>[] = [];

  const askTogether = async (batch: Waiting<Q, A>[]): Promise<void> => {
    try {
      const answers = await ask(batch.map(({ question }) => question));
      batch.forEach(({ resolve }, i) => resolve(answers[i] as A));
    } catch (reason) {
      for (const { reject } of batch) reject(reason);
    }
  };

  const start = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += maxBatch) void askTogether(all.slice(from, from + maxBatch));
  };

  return (question) =>
    new Promise<A>((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (waiting.length === 1) setImmediate(start);
    });
};
