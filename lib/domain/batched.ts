type Waiting<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (reason: unknown) => void };

type Limits = { maxInFlight: number; fullBatch: number; maxBatch: number };

/**
 * Group commit for questions: those that arrive while a request is under way wait together and travel as one. A quiet
 * system sends one question at once, with no timer; a busy one sends few large requests, and up to `maxInFlight` of them
 * side by side once `fullBatch` questions wait. Answers must come in the order of the questions; a failed request fails
 * all of its questions.
 */
export const batched = <Q, A>(ask: (questions: Q[]) => Promise<A[]>, { maxInFlight, fullBatch, maxBatch }: Limits): ((question: Q) => Promise<A>) => {
  const waiting: Waiting<Q, A>[] = [];
  let inFlight = 0;

  const send = async (batch: Waiting<Q, A>[]): Promise<void> => {
    try {
      const answers = await ask(batch.map((one) => one.question));
      if (answers.length !== batch.length) throw new Error(`${batch.length} questions got ${answers.length} answers`);
      batch.forEach((one, i) => one.resolve(answers[i] as A));
    } catch (reason) {
      for (const one of batch) one.reject(reason);
    }
  };

  const next = (): void => {
    const enough = inFlight === 0 ? 1 : fullBatch;
    if (inFlight >= maxInFlight || waiting.length < enough) return;
    inFlight += 1;
    void send(waiting.splice(0, maxBatch)).finally(() => {
      inFlight -= 1;
      next();
    });
  };

  return (question) =>
    new Promise<A>((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      next();
    });
};
