import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '@/scripts/postgres';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of the server for this run; every test file makes a database of its own in it. */
    databaseUrl: string;
  }
}

/** One PostgreSQL server for the whole run, or the one that TEST_DATABASE_URL names. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide('databaseUrl', given);
    return;
  }
  const home = mkdtempSync(path.join(os.tmpdir(), 'tollgate-test-'));
  const server = await startPostgres({
    dataDir: path.join(home, 'postgres'),
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'],
  });
  project.provide('databaseUrl', server.url());
  return async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
