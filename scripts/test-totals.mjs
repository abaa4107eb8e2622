/** Vitest's JSON report. A file that could not run has no tests of its own and counts as one failure. */
export const totalsOfVitest = (report) => {
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles };
};

/** Playwright's JSON report. A test that passed only when tried again did not pass. Errors outside tests count too. */
export const totalsOfPlaywright = (report) => ({
  passed: report.stats.expected,
  failed: report.stats.unexpected + report.stats.flaky + (report.errors?.length ?? 0),
});

/** What every Stripe sandbox of the run counted, each in a file of its own. */
export const totalsOfShapes = (counts) => {
  const messages = [...new Set(counts.flatMap((one) => Object.keys(one.invalid)))];
  const sum = (read) => counts.reduce((total, one) => total + read(one), 0);
  const invalid = sum((one) => Object.values(one.invalid).reduce((total, times) => total + times, 0));
  return { answers: sum((one) => one.answers), events: sum((one) => one.events), invalid, messages };
};

const grouped = (count) => count.toLocaleString('en');

export const shapesLine = ({ answers, events, invalid }) => `Stripe shapes: ${grouped(answers)} answers and ${grouped(events)} events held to the SDK's types, ${grouped(invalid)} invalid`;

/** Whether the tests on a real Redis ran. Skipping them is allowed where none can be had, and never silent. */
export const redisLine = (server) => (server ? `Redis: tests ran on ${server}` : 'SKIPPED: all tests on a real Redis, because no redis-server is installed and none could be. Install one, or name it with REDIS_SERVER_PATH.');

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** One line per step: name, time, outcome, and how many tests it ran. */
export const closingTable = (rows) =>
  rows
    .map(({ name, ms, ok, totals }) => `  ${name.padEnd(20)} ${seconds(ms).padStart(9)}  ${(ok ? 'passed' : 'FAILED').padEnd(8)}${totals ? `${totals.passed} passed, ${totals.failed} failed` : ''}`.trimEnd())
    .join('\n');

/** The totals of all test runners. A step that failed without a failed test of its own counts as one failure. */
export const closingLine = (rows) => {
  const passed = rows.reduce((sum, row) => sum + (row.totals?.passed ?? 0), 0);
  const failed = rows.reduce((sum, row) => sum + ((row.totals?.failed ?? 0) || (row.ok ? 0 : 1)), 0);
  return `${passed} passed, ${failed} failed`;
};
