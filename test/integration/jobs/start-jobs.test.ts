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

const start = (): Promise<RunningJobs> =>
  startJobs({
    databaseUrl: shop.it.database.url, log,
    ctx: async (job) => {
      await (jobs[job]?.isLong ? longHeld : held);
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
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (query ILIKE '%graphile_worker%' OR query ILIKE '%jobs:insert%')",
  );
  return rows.map((row) => row.pid);
};

test('an event is applied within a second of being stored', async () => {
  const { workspace, event } = await bought();
  await shop.it.deliver(event);
  await expect.poll(() => shop.it.planOf(workspace), { timeout: 1_000, interval: 20 }).toBe('starter');
});

test('while jobs that ask Stripe about every workspace hang, an event is applied all the same', async () => {
  const { workspace, event } = await bought();
  let release = (): void => {};
  longHeld = new Promise((resolve) => (release = resolve));
  await shop.it.database.sql.query("SELECT graphile_worker.add_job(name) FROM unnest(ARRAY['catch_up_events', 'watch_subscriptions', 'reconcile']) name");
  await expect.poll(async () => (await shop.it.database.sql.query("SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL AND task_identifier IN ('catch_up_events', 'watch_subscriptions', 'reconcile')")).rowCount, { timeout: 5_000, interval: 20 }).toBeGreaterThan(0);
  await shop.it.deliver(event);
  await expect.poll(() => shop.it.planOf(workspace), { timeout: 5_000, interval: 20 }).toBe('starter').finally(release);
});

test('after the database cut every connection of the worker, the next event is applied all the same', async () => {
  const { workspace, event } = await bought();
  const cut = await backendsOfTheWorker();
  expect(cut.length).toBeGreaterThan(0);
  await shop.it.database.sql.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid', [cut]);
  await shop.it.deliver(event);
  await expect.poll(() => shop.it.planOf(workspace), { timeout: 15_000, interval: 50 }).toBe('starter');
});

test('a connection cut while a job is marked as done harms neither the process nor the next event', async () => {
  const [first, second] = [await bought(), await bought()];
  let release = (): void => {};
  held = new Promise((resolve) => (release = resolve));
  await shop.it.deliver(first.event);
  const ours = await shop.it.database.sql.connect();
  await expect.poll(async () => (await ours.query('SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL AND key = $1', [`event:${first.event.id}`])).rowCount).toBe(1);
  await ours.query('BEGIN');
  await ours.query('SELECT FROM graphile_worker._private_jobs WHERE key = $1 FOR UPDATE', [`event:${first.event.id}`]);
  release();
  const cutWhoWaits = () =>
    shop.it.database.sql.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND $1 = ANY (pg_blocking_pids(pid))', [(ours as unknown as { processID: number }).processID]);
  await expect.poll(async () => (await cutWhoWaits()).rowCount, { timeout: 10_000, interval: 20 }).toBe(1);
  await ours.query('ROLLBACK');
  ours.release();
  await shop.it.deliver(second.event);
  await expect.poll(() => shop.it.planOf(second.workspace), { timeout: 15_000, interval: 50 }).toBe('starter');
  expect(await statusOf(first.event.id)).toBe('applied');
});

test('a stop lets the job that runs finish, and what is queued afterwards waits for the next start', async () => {
  const [first, second] = [await bought(), await bought()];
  let release = (): void => {};
  held = new Promise((resolve) => (release = resolve));
  await shop.it.deliver(first.event);
  await expect.poll(async () => (await shop.it.database.sql.query('SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL AND key = $1', [`event:${first.event.id}`])).rowCount).toBe(1);
  const stopped = running?.stop();
  release();
  await stopped;
  held = Promise.resolve();
  expect(await statusOf(first.event.id)).toBe('applied');
  await shop.it.deliver(second.event);
  expect(await backendsOfTheWorker()).toEqual([]);
  expect(await statusOf(second.event.id)).toBe('received');
  running = await start();
  await expect.poll(() => statusOf(second.event.id), { timeout: 5_000, interval: 20 }).toBe('applied');
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
