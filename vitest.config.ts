import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const shared = { resolve: { alias } };
/** For what another process or connection is about to do. */
const patient = { expect: { poll: { timeout: 15_000 } } };
/** On a busy machine a call waits for its decision; what happens when none comes is for tests that say so. */
const unhurried = { METER_WAIT_MS: '8000' };
// `isolate: false`: files that one worker runs load our modules once. A file that changes what others see puts it back.

/** unit: pure code beside its source. integration: real Postgres, one server for the run, one database per file. money: those about money at their full size. crash: kills processes. load: many calls through many processes at full size. product: the running product over HTTP. */
export default defineConfig({
  ...shared,
  test: {
    projects: [
      { ...shared, test: { ...patient, name: 'unit', include: ['{lib,sandbox,components,scripts,bench,test/mutants}/**/*.test.{ts,tsx}'], setupFiles: ['./test/fail-on-console.ts', './test/seeded.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2, isolate: false } },
      {
        ...shared,
        test: {
          ...patient, name: 'integration', include: ['test/integration/**/*.test.ts'], globalSetup: ['./test/postgres.ts'], setupFiles: ['./test/fail-on-console.ts', './test/seeded.ts'],
          env: unhurried, testTimeout: 240_000, hookTimeout: 240_000, maxWorkers: 2, isolate: false,
        },
      },
      {
        ...shared,
        test: {
          ...patient, name: 'money', include: ['test/integration/money/**/*.test.ts'], globalSetup: ['./test/postgres.ts'], setupFiles: ['./test/fail-on-console.ts'], env: { MONEY: 'full' },
          testTimeout: 24 * 3_600_000, hookTimeout: 240_000, maxWorkers: 2,
        },
      },
      { ...shared, test: { ...patient, name: 'crash', include: ['test/crash/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 900_000, fileParallelism: false } },
      { ...shared, test: { ...patient, name: 'load', include: ['test/product/many/**/*.test.ts'], env: { LOAD: 'full', ...unhurried }, testTimeout: 24 * 3_600_000, hookTimeout: 600_000, fileParallelism: false } },
      { ...shared, test: { ...patient, name: 'product', include: ['test/product/**/*.test.ts'], env: unhurried, testTimeout: 600_000, hookTimeout: 900_000, fileParallelism: false } },
    ],
  },
});
