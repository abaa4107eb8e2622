import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { expect } from 'vitest';
import type { Running } from '@/scripts/run-product';

/** One statement against a running product's database. */
export const ask = async <R extends object>({ databaseUrl }: Pick<Running, 'databaseUrl'>, text: string, values: unknown[] = []): Promise<R[]> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<R & pg.QueryResultRow>(text, values)).rows;
  } finally {
    await client.end();
  }
};

/** Units of a meter that a workspace has used: by the ledger's rows, and by the counter of that window. */
export const booksOf = async (product: Running, workspaceId: string, meter: string, window: string): Promise<{ ledger: number; counter: number }> => {
  const [row] = await ask<{ ledger: number; counter: number }>(product,
    `SELECT (SELECT COALESCE(sum((units ->> $2)::int), 0)::int FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released') AS ledger,
            (SELECT COALESCE(sum(used), 0)::int FROM usage_counters WHERE workspace_id = $1 AND meter = $2 AND "window" = $3) AS counter`, [workspaceId, meter, window]);
  return row ?? { ledger: NaN, counter: NaN };
};

export const ledgerRows = async (product: Running): Promise<number> => Number((await ask<{ n: string }>(product, 'SELECT count(*) AS n FROM usage_events'))[0]?.n);

export type UpstreamStats = { calls: number; aborted: number };
export const upstreamStats = async ({ upstreamUrl }: Pick<Running, 'upstreamUrl'>): Promise<UpstreamStats> => (await (await fetch(`${upstreamUrl}/_sandbox/stats`)).json()) as UpstreamStats;

/** `npm run verify` against this product: throws with its findings when the books are wrong. */
export const verify = ({ databaseUrl }: Pick<Running, 'databaseUrl'>): void => {
  const said = execFileSync(process.execPath, ['--import', 'tsx', 'scripts/verify.ts'], { env: { ...process.env, DATABASE_URL: databaseUrl }, encoding: 'utf8' });
  expect(said).toContain('The books are right.');
};

export type Problem = Record<string, unknown> & { code: string; status: number; requestId: string };

/** Asserts that an answer is a complete problem document, and gives it. */
export const problemOf = (answer: { status: number; body: string; headers: Record<string, string | string[] | undefined> }): Problem => {
  expect(answer.headers['content-type'], answer.body).toBe('application/problem+json');
  const problem = JSON.parse(answer.body) as Problem;
  expect(problem).toMatchObject({ status: answer.status, type: `urn:tollgate:problem:${problem.code}`, title: expect.stringMatching(/./) as string, detail: expect.stringMatching(/./) as string, requestId: expect.stringMatching(/./) as string });
  return problem;
};
