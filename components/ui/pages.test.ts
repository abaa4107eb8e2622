import { expect, test } from 'vitest';
import { distinctRows } from './pages';

test('a row that two pages have is shown once, where it was first and as it was read last', () => {
  const pages = [{ data: [{ id: 'c', is: 'open' }, { id: 'b', is: 'open' }] }, { data: [{ id: 'b', is: 'paid' }, { id: 'a', is: 'paid' }] }];
  expect(distinctRows(pages, ({ id }) => id)).toEqual([{ id: 'c', is: 'open' }, { id: 'b', is: 'paid' }, { id: 'a', is: 'paid' }]);
});
