import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newCustomer, type Customer } from '@/test/customer';
import { randomFrom } from '@/test/integration/usage/ledger';
import { ask, verify } from '@/test/product/books';
import { addPlan, moveTo } from '@/test/product/many/plans';
import { steadyCalls } from './steady-calls';
import { setStage, untilDatabase, untilGone, type Stage, type Victim } from './victims';

/** How many there are in all: `KILLS=100 npm run test:crash` is the full size. */
const kills = Number(process.env.KILLS ?? 6);
const isFull = kills > 10;
/** A small run shares its machine with all other tests. */
const backWithinMs = isFull ? 5_000 : 20_000;

let stage: Stage;
let customer: Customer;

beforeAll(async () => {
  stage = await setStage();
  customer = await newCustomer(stage.product.url);
  const plan = await addPlan(stage.product, [{ meter: 'calls', window: 'month', limit: 100_000_000 }, { meter: 'credits', window: 'billing_period', limit: 100_000_000 }], { requests: 1_000_000 });
  await moveTo(stage.product, customer.workspaceId, plan);
}, 900_000);

afterAll(async () => {
  await stage?.stop();
}, 120_000);

/** Kills at one of its statements, or at any moment. Answers when it is gone. */
const kill = async (victim: Victim, random: () => number): Promise<string> => {
  const pid = victim.pid();
  const point = victim.points[Math.floor(random() * victim.points.length * 1.5)];
  await wait(100 + 300 * random());
  if (point) {
    stage.arm(victim, point);
    await Promise.all([victim.work?.(), untilGone(pid)]);
    return `${point.when} ${point.statement}`;
  }
  process.kill(pid, 'SIGKILL');
  await untilGone(pid);
  return 'at random';
};

test(`${kills} kills of the app, the gateway, the worker, Postgres and Redis under load lose no call that was answered and charge none twice`, async () => {
  const random = randomFrom(Number(process.env.SEED ?? 1));
  const calls = steadyCalls(stage.doors, customer.key);
  const returns: number[] = [];
  try {
    await calls.more(20);
    for (let round = 0; round < kills; round += 1) {
      const victim = stage.victims[round % stage.victims.length] as Victim;
      const how = await kill(victim, random);
      if (victim.name === 'Postgres') {
        const backAt = await untilDatabase(stage.product.databaseUrl);
        returns.push((await calls.firstAfter(backAt)) - backAt);
      }
      await victim.back();
      await calls.more(20);
      if (isFull) process.stdout.write(`  ${round + 1}/${kills} ${victim.name}, ${how}; ${calls.made.length} calls made\n`);
      expect(calls.unexpected).toEqual([]);
    }
  } finally {
    await calls.stop();
  }
  expect(calls.unexpected).toEqual([]);
  const rows = await ask<{ id: string; name: string }>(stage.product, `SELECT id, substr(request_id, 6) AS name FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released'`, [customer.workspaceId]);
  const known = new Map(rows.map((row) => [row.name, row.id]));
  expect(calls.made.filter((one) => known.get(one.name) !== one.answer.decisionId).map((one) => `${one.name}: ${one.answer.status} ${one.answer.decisionId}`), 'answered and lost').toEqual([]);
  expect(known.size, 'charged twice').toBe(rows.length);
  expect(rows.length).toBe(calls.made.length);
  // A killed worker's mail is sent by the next one, minutes later.
  if (isFull) await expect.poll(() => ask(stage.product, `SELECT recipient FROM emails WHERE status <> 'sent'`), { timeout: 400_000, interval: 1_000 }).toEqual([]);
  verify(stage.product);
  for (const ms of returns) expect(ms, 'from the database’s return to the first call made').toBeLessThan(backWithinMs);
  if (isFull) process.stdout.write(`  ${calls.made.length} calls made, ${calls.made.filter((one) => one.attempts > 1).length} of them asked for again; back after at most ${Math.round(Math.max(...returns))} ms\n`);
}, 4 * 3_600_000);
