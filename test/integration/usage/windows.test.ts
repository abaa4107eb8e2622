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

test.each(['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'])('a session that believes to be in %s puts every instant of a leap year into the same windows', async (zone) => {
  const client = await database.it.sql.connect();
  const ask = async (timeZone: string) => {
    await client.query(`SET TimeZone TO '${timeZone}'`);
    const { rows } = await client.query<{ sum: string }>(
      `SELECT md5(string_agg(concat_ws(' ', w, extract(epoch FROM b.starts), extract(epoch FROM b.ends)), ',' ORDER BY t.at, w, a.anchor)) AS sum
       FROM generate_series('2028-01-01 01:00Z'::timestamptz, '2029-03-02Z', interval '2 hours') t(at) CROSS JOIN unnest(ARRAY['minute', 'day', 'month', 'billing_period']) w
       CROSS JOIN unnest(ARRAY['2026-10-29 01:30Z', '2026-10-30 07:00Z', '2026-10-31 23:59:59Z', '2027-03-14 07:00Z']::timestamptz[]) a(anchor) CROSS JOIN LATERAL window_at(w, t.at, a.anchor) b`);
    return rows;
  };
  try {
    expect(await ask(zone)).toEqual(await ask('UTC'));
  } finally {
    await client.query('RESET TimeZone');
    client.release();
  }
});
