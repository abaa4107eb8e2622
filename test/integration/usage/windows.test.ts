import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windows } from '@/lib/domain/catalog';
import { windowAt } from '@/lib/domain/windows';
import { testDatabase } from '@/test/harness';

const database = testDatabase('forensics');

test('SQL and TypeScript put every instant into the same window, whatever the anchor', async () => {
  const instant = fc.date({ min: new Date('2024-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  const cases = fc.sample(fc.tuple(fc.constantFrom(...windows), instant, instant), { numRuns: 3_000, seed: 7 });
  const edges = windows.flatMap((window) => ['2027-02-28T23:59:59.999Z', '2027-03-01T00:00:00Z', '2028-02-29T12:00:00Z'].map((at) => [window, new Date(at), new Date('2026-01-31T12:00:00Z')] as const));
  const all = [...cases, ...edges];
  const { rows } = await database.it.sql.query<{ starts: Date; ends: Date }>(
    `SELECT b.starts, b.ends FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY t(win, at, anchor, n)
     CROSS JOIN LATERAL window_at(t.win, t.at, t.anchor) b ORDER BY t.n`,
    [all.map((one) => one[0]), all.map((one) => one[1]), all.map((one) => one[2])],
  );
  expect(rows.map((row) => [row.starts.toISOString(), row.ends.toISOString()])).toEqual(
    all.map(([window, at, anchor]) => windowAt(window, at, anchor)).map(({ start, end }) => [start.toISOString(), end.toISOString()]),
  );
});
