import { expect, test } from 'vitest';
import { fairBatches, HeldUp, Overloaded } from './fair-batches';

/** Questions are `group + number`: 'a1' is asked by a. */
const options = { groupOf: (question: string) => question.slice(0, 1), maxShared: 2, maxAlone: 2, fullShared: 4, fullAlone: 4, maxBatch: 8, share: 3, maxWaitingOfGroup: 20, maxWaiting: 30 };

/** A store that answers when told to, and remembers how it was asked. */
const store = () => {
  const asked: string[][] = [];
  const pending: { answer(): void; fail(reason: Error): void }[] = [];
  const ask = (questions: string[]) =>
    new Promise<string[]>((resolve, reject) => {
      asked.push(questions);
      pending.push({ answer: () => resolve(questions.map((one) => `${one}!`)), fail: reject });
    });
  return { asked, ask, answer: (n: number) => pending[n]?.answer(), fail: (n: number, reason: Error) => pending[n]?.fail(reason) };
};
const begin = (given: Partial<typeof options> = {}) => {
  const held = store();
  const one = fairBatches(held.ask, { ...options, ...given });
  const many = (group: string, count: number, from = 1) => Array.from({ length: count }, (_, i) => one(`${group}${from + i}`));
  return { ...held, one, many };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a quiet system asks at once, alone', async () => {
  const { asked, one } = begin();
  void one('a1');
  await settled();
  expect(asked).toEqual([['a1']]);
});

test('questions that arrive meanwhile travel together, in order, and each gets its own answer', async () => {
  const { asked, one, many, answer } = begin();
  const first = one('a1');
  await settled();
  const rest = Promise.all(many('a', 3, 2));
  await settled();
  expect(asked).toEqual([['a1']]);
  answer(0);
  expect(await first).toBe('a1!');
  await settled();
  expect(asked).toEqual([['a1'], ['a2', 'a3', 'a4']]);
  answer(1);
  expect(await rest).toEqual(['a2!', 'a3!', 'a4!']);
});

test('a second request starts only for a full batch, and none is larger than the largest', async () => {
  const { asked, many } = begin();
  void many('a', 1);
  await settled();
  void many('a', 3, 2);
  await settled();
  expect(asked.map((batch) => batch.length)).toEqual([1]);
  void many('a', 16, 5);
  await settled();
  expect(asked.map((batch) => batch.length)).toEqual([1, 8]);
});

test('of many who ask at once half are asked for while the others’ answers are given, of one group or of several', async () => {
  const alone = begin();
  void alone.many('a', 10);
  await settled();
  expect(alone.asked.map((batch) => batch.length)).toEqual([5, 5]);
  const together = begin();
  for (const group of 'abcdefghij') void together.one(`${group}1`);
  await settled();
  expect(together.asked.map((batch) => batch.length)).toEqual([5, 5]);
  together.answer(0);
  await settled();
  for (const group of 'klmno') void together.one(`${group}1`);
  await settled();
  expect(together.asked.map((batch) => batch.length)).toEqual([5, 5, 5]);
});

test('a flood never stands before those who ask little: they share a request, it has its own', async () => {
  const { asked, many, one } = begin();
  void many('f', 20);
  for (const quiet of ['a1', 'b1', 'c1']) void one(quiet);
  await settled();
  expect(asked[0]).toEqual(['a1', 'b1', 'c1']);
  expect(asked.slice(1).flat().every((question) => question.startsWith('f'))).toBe(true);
  void many('d', 2);
  void many('e', 2);
  await settled();
  expect(asked.at(-1)).toEqual(['d1', 'd2', 'e1', 'e2']);
});

test('a group is in one request only that others share', async () => {
  const { asked, many, one, answer } = begin();
  void one('a1');
  void one('b1');
  await settled();
  for (const group of ['a', 'c', 'd']) void many(group, 2, 2);
  await settled();
  expect(asked).toEqual([['a1', 'b1'], ['c2', 'c3', 'd2', 'd3']]);
  answer(0);
  await settled();
  expect(asked[2]).toEqual(['a2', 'a3']);
});

test('floods take turns', async () => {
  const { asked, many, answer } = begin({ maxAlone: 1 });
  void many('f', 16);
  void many('g', 12);
  await settled();
  answer(0);
  await settled();
  expect(asked.map(([first]) => first)).toEqual(['f1', 'g1']);
  answer(1);
  await settled();
  expect(asked[2]?.[0]).toBe('f9');
});

test('beyond its bound a group is shed at once, and others are still asked for', async () => {
  const { many, one, asked } = begin({ maxAlone: 1 });
  const flood = many('f', 30);
  const shed = await Promise.all(flood.slice(20).map((question) => question.catch((reason: unknown) => reason)));
  expect(shed.every((reason) => reason instanceof Overloaded)).toBe(true);
  void one('a1');
  await settled();
  expect(asked.at(-1)).toEqual(['a1']);
});

test('beyond the bound of all, everybody is shed', async () => {
  const { many, one } = begin();
  for (const group of ['a', 'b', 'c']) void many(group, 10);
  await expect(one('d1')).rejects.toBeInstanceOf(Overloaded);
});

test('when one of many holds a request up, each is asked alone, and only he waits', async () => {
  const { asked, one, fail, answer } = begin({ maxAlone: 3 });
  const answers = ['a1', 'b1', 'c1'].map(one);
  await settled();
  fail(0, new HeldUp());
  await settled();
  expect(asked).toEqual([['a1', 'b1', 'c1'], ['a1'], ['b1'], ['c1']]);
  answer(2);
  answer(3);
  expect(await Promise.all(answers.slice(1))).toEqual(['b1!', 'c1!']);
  for (const question of ['a2', 'b2', 'c2']) void one(question);
  await settled();
  expect(asked[4]).toEqual(['b2', 'c2']);
});

test('a failed request fails its own questions and no others', async () => {
  const { one, many, fail, answer } = begin();
  const first = one('a1');
  await settled();
  const rest = many('a', 2, 2);
  fail(0, new Error('away'));
  await expect(first).rejects.toThrow('away');
  await settled();
  answer(1);
  expect(await Promise.all(rest)).toEqual(['a2!', 'a3!']);
});

test('a wrong number of answers fails the batch instead of giving one caller another’s answer', async () => {
  await expect(fairBatches(() => Promise.resolve([]), options)('a1')).rejects.toThrow('1 questions got 0 answers');
});
