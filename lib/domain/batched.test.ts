import { expect, test } from 'vitest';
import { batched } from './batched';

/** A store that answers when told to, and remembers how it was asked. */
const store = () => {
  const asked: number[][] = [];
  const pending: (() => void)[] = [];
  const ask = (questions: number[]) =>
    new Promise<number[]>((resolve) => {
      asked.push(questions);
      pending.push(() => resolve(questions.map((n) => n * 10)));
    });
  return { asked, ask, answer: () => pending.shift()?.() };
};
const limits = { maxInFlight: 2, fullBatch: 4, maxBatch: 5 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a quiet system asks at once, alone', () => {
  const { asked, ask } = store();
  void batched(ask, limits)(1);
  expect(asked).toEqual([[1]]);
});

test('questions that arrive meanwhile travel together, in order, and each gets its own answer', async () => {
  const { asked, ask, answer } = store();
  const one = batched(ask, limits);
  const answers = Promise.all([1, 2, 3].map(one));
  answer();
  await settled();
  expect(asked).toEqual([[1], [2, 3]]);
  answer();
  expect(await answers).toEqual([10, 20, 30]);
});

test('a second request starts only for a full batch, and none is larger than the largest', () => {
  const { asked, ask } = store();
  const one = batched(ask, limits);
  for (let n = 1; n <= 12; n += 1) void one(n);
  expect(asked.map((batch) => batch.length)).toEqual([1, 4]);
});

test('a failed request fails its own questions and no others', async () => {
  let calls = 0;
  const one = batched((questions: number[]) => (calls++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(questions)), limits);
  const results = await Promise.allSettled([one(1), one(2), one(3)]);
  expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('a wrong number of answers fails the batch instead of giving one caller another’s answer', async () => {
  await expect(batched(() => Promise.resolve([]), limits)(1)).rejects.toThrow('1 questions got 0 answers');
});
