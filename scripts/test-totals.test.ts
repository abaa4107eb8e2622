import { expect, test } from 'vitest';
import { satisfies } from './install.mjs';
import { closingLine, closingTable, redisLine, shapesLine, totalsOfPlaywright, totalsOfShapes, totalsOfVitest } from './test-totals.mjs';

const range = '^20.19.0 || ^22.12.0 || >=24.0.0';

test.each(['20.19.0', '20.20.2', '22.12.0', '22.21.1', '24.0.0', '25.3.0', '26.0.1'])('Node %s is new enough', (version) => {
  expect(satisfies(version, range)).toBe(true);
});

test.each(['18.20.8', '20.18.3', '21.7.3', '22.11.0', '23.11.1'])('Node %s is refused', (version) => {
  expect(satisfies(version, range)).toBe(false);
});

test('a test file that could not run counts as a failure, one with failed tests is not counted twice', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  expect(totalsOfVitest({ numPassedTests: 2, numFailedTests: 1, testResults })).toEqual({ passed: 2, failed: 2 });
});

test('a browser test that passed only at the second try has failed, and so has a run with an error outside tests', () => {
  expect(totalsOfPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] })).toEqual({ passed: 3, failed: 3 });
});

test('tests on Redis that did not run are said to be skipped', () => {
  expect([redisLine('/usr/bin/redis-server'), redisLine(null)]).toEqual(['Redis: tests ran on /usr/bin/redis-server', expect.stringMatching(/^SKIPPED: /)]);
});

test('the last line adds up all runners, and a failed step without tests is one failure', () => {
  const rows = [
    { name: 'Lint', ms: 1_234, ok: false },
    { name: 'Unit tests', ms: 10, ok: true, totals: { passed: 7, failed: 0 } },
    { name: 'Browser tests', ms: 10, ok: false, totals: { passed: 2, failed: 3 } },
  ];
  expect(closingLine(rows)).toBe('9 passed, 4 failed');
  expect(closingLine(rows.slice(1, 2))).toBe('7 passed, 0 failed');
  expect(closingTable(rows).split('\n')[0]).toBe('  Lint                     1.2 s  FAILED');
});

test('what every sandbox counted is added up, and each wrong shape is told once', () => {
  const counts = [{ answers: 1200, events: 3, invalid: { 'invoice amount': 2 } }, { answers: 1, events: 4, invalid: { 'invoice amount': 1 } }];
  const totals = totalsOfShapes(counts);
  expect(totals).toEqual({ answers: 1201, events: 7, invalid: 3, messages: ['invoice amount'] });
  expect(shapesLine(totals)).toBe("Stripe shapes: 1,201 answers and 7 events held to the SDK's types, 3 invalid");
});
