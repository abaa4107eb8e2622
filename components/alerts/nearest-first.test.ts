import { expect, it } from 'vitest';
import { nearestFirst } from './nearest-first';

it.each([
  ['first', ['a', 'b', 'c'], 'a', ['b', 'c']],
  ['middle', ['a', 'b', 'c', 'd'], 'c', ['d', 'b', 'a']],
  ['last', ['a', 'b', 'c'], 'c', ['b', 'a']],
  ['only', ['a'], 'a', []],
])('goes on from the %s of a list downwards, then upwards', (_where, ids, id, expected) => {
  expect(nearestFirst(ids, id)).toEqual(expected);
});
