import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobs } from '@/lib/jobs/job-list';
import { prepareJobs } from '@/lib/jobs/prepare-jobs';
import { startJobs, type RunningJobs } from '@/lib/jobs/start-jobs';
import { makeDatabase } from '@/test/database';
import { openShop } from '@/test/integration/billing/shop';

const shop = openShop();
const log = { info: () => {}, warn: () => {}, error: () => {} };
let running: RunningJobs | undefined;
let held: Promise<void> = Promise.resolve();
let longHeld: Promise<void> = Promise.resolve();

const applicationName = 'queue';
const start = ({ pollMs = 2_000 } = {}): Promise<RunningJobs> =>
  startJobs({
    databaseUrl: `${shop.it.database.url}?application_name=${applicationName}`, log, pollMs,
    ctx: async (job) => {
      if (jobs[job]?.isLong) await longHeld;
      // The timetable's jobs, which come at the minute, run as ever.
      if (job === 'apply_inbound_event') await held;
      return shop.it.ctx({ actor: { kind: 'job', job } });
    },
  });

beforeAll(async () => {
  running = await start();
});
afterAll(async () => {
  await running?.stop();
});

const bought = async () => {
  const workspace = await shop.it.workspace();
  const { sessionId } = await shop.it.buy(workspace);
  await shop.it.pay(sessionId);
  const events = await shop.it.eventsOf(await shop.it.customerOf(workspace));
  const event = events.find((one) => one.type === 'customer.subscription.created');
  if (!event) throw new Error('there is no such event');
  return { workspace, event };
};
const statusOf = async (id: string) => (await shop.it.database.db.inboundEvent.findUniqueOrThrow({ where: { id } })).status;
const backendsOfTheWorker = async () => {
  const { rows } = await shop.it.database.sql.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1', [applicationName],
  );
  return rows.map((row) => row.pid);
};

test('an event is applied because it was stored, not when the queue looks next', async () => {
  await running?.stop();
  running = await start({ pollMs: 3_600_000 });
  const { workspace, event } = await bought();
  await shop.it.deliver(event);
  await expect.poll(() => shop.it.planOf(workspace), { interval: 20 }).toBe('starter');
  await running.stop();
  running = await start();
});

test('while jobs that ask Stripe about every workspace hang, an event is applied all the same', async () => {
  const { workspace, event } = await bought();
  let release = (): void => {};
  longHeld = new Promise((resolve) => (release = resolve));
  await shop.it.database.sql.query("SELECT graphile_worker.add_job(name) FROM unnest(ARRAY['catch_up_events', 'watch_subscriptions', 'reconcile']) name");
  await expect.poll(async () => (await shop.it.database.sql.query("SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL AND task_identifier IN ('catch_up_events', 'watch_subscriptions', 'reconcile')")).rowCount, { interval: 20 }).toBeGreaterThan(0);
  await shop.it.deliver(event);
  await expect.poll(() => shop.it.planOf(workspace), { interval: 20 }).toBe('starter').finally(release);
});

test('after the database cut every connection of the worker, the next event is applied all the same', async () => {
  const { workspace, event } = await bought();
  const cut = await backendsOfTheWorker();
  expect(cut.length).toBeGreaterThan(0);
  await shop.it.database.sql.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid', [cut]);
  await shop.it.deliver(event);
  await expect.poll(() => shop.it.planOf(workspace), { interval: 50 }).toBe('starter');
});

/** Holds the row of an event's job, so that whoever marks the job as done waits; they can be cut off, or let go on. */
const holdRowOf = async (eventId: string) => {
  const ours = await shop.it.database.sql.connect();
  await ours.query('BEGIN');
  await ours.query('SELECT FROM graphile_worker._private_jobs WHERE key = $1 FOR UPDATE', [`event:${eventId}`]);
  const { rows: [me] } = await ours.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const whoWaits = (what: string) => shop.it.database.sql.query(`SELECT ${what} FROM pg_stat_activity WHERE datname = current_database() AND $1 = ANY (pg_blocking_pids(pid))`, [me?.pid]);
  return {
    isWaitedFor: () => expect.poll(async () => (await whoWaits('pid')).rowCount, { interval: 20 }).toBe(1),
    cut: () => expect.poll(async () => (await whoWaits('pg_terminate_backend(pid)')).rowCount, { interval: 20 }).toBe(1),
    letGo: async () => {
      await ours.query('ROLLBACK');
      ours.release();
    },
  };
};
const isRunning = (eventId: string) => expect.poll(async () => (await shop.it.database.sql.query('SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL AND key = $1', [`event:${eventId}`])).rowCount, { interval: 20 }).toBe(1);
const isApplied = ({ event }: { event: { id: string } }) => expect.poll(() => statusOf(event.id), { interval: 50 }).toBe('applied');

test('a connection cut while a job is marked as done harms neither the process nor the next event', async () => {
  const [first, second] = [await bought(), await bought()];
  let release = (): void => {};
  held = new Promise((resolve) => (release = resolve));
  await shop.it.deliver(first.event);
  await isRunning(first.event.id);
  const row = await holdRowOf(first.event.id);
  release();
  await row.cut();
  await row.letGo();
  await shop.it.deliver(second.event);
  await isApplied(second);
  expect(await shop.it.planOf(second.workspace)).toBe('starter');
  expect(await statusOf(first.event.id)).toBe('applied');
});

test('a connection cut while one job is marked as done, another one too, and a third fails, harms no later event', async () => {
  const [first, second, third, fourth] = [await bought(), await bought(), await bought(), await bought()];
  const rows = [];
  // One after the other, so that each is marked as done by a statement of its own.
  for (const { event } of [first, second]) {
    let release = (): void => {};
    held = new Promise((resolve) => (release = resolve));
    await shop.it.deliver(event);
    await isRunning(event.id);
    const row = await holdRowOf(event.id);
    rows.push(row);
    release();
    await row.isWaitedFor();
  }
  let fail = (_error: Error): void => {};
  held = new Promise((_, reject) => (fail = reject));
  held.catch(() => {});
  await shop.it.deliver(third.event);
  await isRunning(third.event.id);
  await rows[0]?.cut();
  await rows[0]?.letGo();
  await expect.poll(async () => (await backendsOfTheWorker()).length).toBeGreaterThan(0);
  await rows[1]?.letGo();
  await expect.poll(async () => (await shop.it.database.sql.query('SELECT FROM graphile_worker.jobs WHERE key = $1', [`event:${second.event.id}`])).rowCount).toBe(0);
  fail(new Error('this job fails once'));
  held = Promise.resolve();
  await shop.it.deliver(fourth.event);
  for (const one of [fourth, third, second, first]) await isApplied(one);
});

test('a stop lets the job that runs finish, and what is queued afterwards waits for the next start', async () => {
  const [first, second] = [await bought(), await bought()];
  let release = (): void => {};
  held = new Promise((resolve) => (release = resolve));
  await shop.it.deliver(first.event);
  await isRunning(first.event.id);
  const stopped = running?.stop();
  release();
  await stopped;
  held = Promise.resolve();
  expect(await statusOf(first.event.id)).toBe('applied');
  await shop.it.deliver(second.event);
  // The queue closes its connections without waiting for the goodbye.
  await expect.poll(backendsOfTheWorker, { interval: 20 }).toEqual([]);
  expect(await statusOf(second.event.id)).toBe('received');
  running = await start();
  await expect.poll(() => statusOf(second.event.id), { interval: 20 }).toBe('applied');
});

test('jobs that start while the database is away begin by themselves, and can be stopped before', async () => {
  const nowhere = await startJobs({ databaseUrl: 'postgres://nobody@127.0.0.1:9/nothing', log, ctx: () => Promise.reject(new Error('no job runs')) });
  await nowhere.stop();
});

test('the queue is prepared once by processes that start at once, and preparing it again changes nothing', async () => {
  const fresh = await makeDatabase();
  await Promise.all([1, 2, 3, 4].map(() => prepareJobs(fresh.url)));
  await prepareJobs(fresh.url);
  const { rows } = await fresh.sql.query<{ jobs: string | null }>("SELECT to_regclass('graphile_worker.jobs')::text AS jobs");
  expect(rows).toEqual([{ jobs: 'graphile_worker.jobs' }]);
  await fresh.drop();
});

test.each(Object.entries(jobs).filter(([, job]) => job.cron !== undefined))('the job %s runs by the timetable’s empty payload', async (_, job) => {
  await expect(job.run(shop.it.ctx(), { _cron: { ts: '2026-11-20T00:00:00Z' } })).resolves.not.toThrow();
});

test('a queued job refuses a payload that is not its own', async () => {
  await expect(async () => jobs['apply_inbound_event']?.run(shop.it.ctx(), { id: 1 })).rejects.toThrow();
});
