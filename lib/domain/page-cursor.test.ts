import { expect, it } from 'vitest';
import { cursorOf, readCursor } from './page-cursor';

it('reads back the place that it wrote', () => {
  const place = { at: new Date('2026-11-30T12:34:56.789Z'), id: 'alr_01' };
  expect(readCursor(cursorOf(place))).toEqual(place);
});

it.each(['', 'x', '%%%', 'bm90aGluZw', cursorOf({ at: new Date(0), id: 'a' }).slice(3), btoa('2026-11-30T00:00:00.000Z|'), btoa('2026-11-30T00:00:00.000Z|a;b')])('refuses %j as 422', (cursor) => {
  expect(() => readCursor(cursor)).toThrow('The cursor is not one of ours.');
});
