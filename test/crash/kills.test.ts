import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProduct, type Product } from '@/scripts/run-product';
import { callerOf, type Answer } from '@/test/load';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { postmasterPid, serverPid } from './processes';

/** How often each is killed: `KILLS=10 npm run test:crash` is the full size. */
const kills = Number(process.env.KILLS ?? 2);
const workers = 16;

let product: Product;
let customer: Customer;

beforeAll(async () => {
  product = await runProduct();
  customer = await newCustomer(product.url);
  await putOnPlan(product.databaseUrl, customer.workspaceId, 'enterprise');
});

afterAll(async () => {
  await product?.stop();
});

const isServing = () => fetch(`${product.url}/api/health`).then((response) => response.ok, () => false);

const untilServing = async (): Promise<number> => {
  const began = Date.now();
  while (!(await isServing())) {
    if (Date.now() - began > 60_000) throw new Error(`not serving again after a minute:\n${product.output().slice(-4_000)}`);
    await wait(50);
  }
  return Date.now() - began;
};

/** Calls without pause from 16 connections until told to stop. Calls that get no answer are part of the game. */
const underLoad = async (act: () => Promise<void>): Promise<Answer[]> => {
  const { call, close } = callerOf(product.url, customer.key, workers);
  const answers: Answer[] = [];
  let on = true;
  const loops = Array.from({ length: workers }, async () => {
    while (on) {
      const answer = await call('GET', '/v1/search').catch(() => null);
      if (answer) answers.push(answer);
      else await wait(10);
    }
  });
  await act();
  on = false;
  await Promise.all(loops);
  close();
  return answers;
};

const missingFromLedger = async (answers: Answer[]): Promise<string[]> => {
  const ids = answers.filter((one) => one.status >= 200 && one.status < 300).map((one) => one.decisionId ?? 'no decision id');
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT x.id FROM unnest($1::text[]) x(id) WHERE NOT EXISTS (SELECT FROM usage_events e WHERE e.id = x.id)', [ids]);
  await client.end();
  return rows.map((row) => row.id);
};

const verify = () => execFileSync(process.execPath, ['--import', 'tsx', 'scripts/verify.ts'], { env: { ...process.env, DATABASE_URL: product.databaseUrl }, encoding: 'utf8' });

test.each([
  ['the app', () => process.kill(serverPid(product), 'SIGKILL')],
  ['Postgres', () => process.kill(postmasterPid(product), 'SIGKILL')],
])('kill -9 of %s under load loses no call that was answered 2xx, and charges none twice', async (_what, kill) => {
  for (let round = 1; round <= kills; round += 1) {
    const answers = await underLoad(async () => {
      await wait(400 + 150 * (round % 5));
      kill();
      await wait(300);
      await untilServing();
      await wait(500);
    });
    const ok = answers.filter((one) => one.status === 200);
    expect(ok.length).toBeGreaterThan(20);
    expect(answers.filter((one) => ![200, 502, 503].includes(one.status)).map((one) => `${one.status} ${one.body}`)).toEqual([]);
    expect(await missingFromLedger(answers)).toEqual([]);
    expect(new Set(ok.map((one) => one.decisionId)).size).toBe(ok.length);
  }
  expect(verify()).toContain('The books are right.');
});
