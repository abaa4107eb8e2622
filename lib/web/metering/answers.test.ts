import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { makeAnswers, type KeptAnswer } from './answers';

const answer = (bytes: number): KeptAnswer => ({ status: 200, headers: ['content-type', 'text/plain'], body: new Uint8Array(bytes) });

test('an answer is given again as it was, and one that came to nothing is not', async () => {
  const answers = makeAnswers();
  answers.begin('dec_1', '/a?id=1')(answer(10));
  answers.begin('dec_2', '/a?id=1')(null);
  expect(await answers.find('dec_1', '/a?id=1', false)).toEqual(answer(10));
  expect(await answers.find('dec_2', '/a?id=1', false)).toBeUndefined();
});

test.each([['large', 256 * 1024], ['empty', 0]])('no number of %s answers takes more than its share of memory: the oldest go', async (_what, bytes) => {
  const answers = makeAnswers();
  const count = bytes === 0 ? 70_000 : 300;
  for (let i = 0; i < count; i += 1) answers.begin(`dec_${i}`, '/a?id=1')(answer(bytes));
  expect(await answers.find('dec_0', '/a?id=1', false)).toBeUndefined();
  expect(await answers.find(`dec_${count - 1}`, '/a?id=1', false)).toEqual(answer(bytes));
});

test('calls that never end are forgotten too', async () => {
  const answers = makeAnswers();
  for (let i = 0; i < 70_000; i += 1) answers.begin(`dec_${i}`, '/a?id=1');
  expect(await answers.find('dec_0', '/a?id=1', false)).toBeUndefined();
});

test('a repeat that asks for something else does not get the answer, nor waits for it', async () => {
  const answers = makeAnswers();
  answers.begin('dec_1', '/a?id=1');
  expect(await answers.find('dec_1', '/a?id=2', true)).toBe('other');
});

test('an answer that is kept holds nothing of the request that it answered', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const requests = new AsyncLocalStorage<object>();
  const answers = makeAnswers();
  const answerOne = () => {
    const request = {};
    requests.run(request, () => answers.begin('dec_1', '/a?id=1')(answer(10)));
    return new WeakRef(request);
  };
  const request = answerOne();
  await turn();
  collect();
  expect(request.deref()).toBeUndefined();
  expect(await answers.find('dec_1', '/a?id=1', false)).toEqual(answer(10));
});
