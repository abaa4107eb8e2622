import { rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { moveClock, readOffset } from '@/lib/adapters/clock';
import { parseEnv, type Env } from '@/lib/adapters/env';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { prepareJobs } from '@/lib/jobs/prepare-jobs';
import { startMail } from '@/sandbox/mail/start-mail';
import { startStripeSandbox } from '@/sandbox/stripe/start-stripe-sandbox';
import { startUpstream } from '@/sandbox/upstream/start-upstream';
import { migrate } from './migrate';
import { findPort, isPortFree } from './ports';
import { startPostgres } from './postgres';
import { postgresSettings } from './postgres-settings';
import { complain, reasonOf, say, seconds, StartError, step } from './report';
import { buildApp, generateClient } from './start/build';
import { reachDatabase } from './start/database';
import { keepRunning } from './start/keep-running';
import { readKept, writeKept } from './start/kept-file';
import { holderOf, tryLock } from './start/lock';
import { startServer } from './start/server-process';
import { completeEnvironment, completeSecrets, dataDirOf, exampleCurl, isProduction, standInsFor, type Ports, type Secrets, type Source } from './start/settings';

type Start = { env: Env; full: Source; source: Source; dataDir: string; url: string; secrets: Secrets; ports: Ports; dev: boolean };

/** What was started, last first: the order in which it is stopped. */
const started: { name: string; stop(): unknown }[] = [];
const opened = (name: string, stop: () => unknown): void => {
  started.unshift({ name, stop });
};
let isStopping = false;
let isUp = false;

const shutdown = async (code: number): Promise<never> => {
  if (isStopping) return new Promise<never>(() => {});
  isStopping = true;
  for (const { name, stop } of started) {
    try {
      await stop();
    } catch (error) {
      complain(`${name} did not stop cleanly: ${reasonOf(error)}`);
    }
  }
  process.exit(code);
};

const onSignal = (signal: string): void => {
  if (isStopping) return;
  say(`\n${signal === 'SIGINT' ? 'Ctrl-C' : signal}: stopping what was started.`);
  void shutdown(0);
};

const supervised = { tell: (line: string) => say(`  ${line}`), giveUp: (reason: string) => fail(new StartError(reason)) };

const fail = (error: unknown): void => {
  if (isStopping) return;
  complain(`\nTollgate ${isUp ? 'stopped' : 'did not start'}: ${reasonOf(error)}`);
  if (error instanceof StartError && error.remedy) complain(error.remedy);
  void shutdown(1);
};

/** Brings the product up, step by step, and keeps it up until a signal stops it. */
export const up = async (source: Source, args: readonly string[]): Promise<void> => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => onSignal(signal));
  process.on('uncaughtException', fail);
  const beganAt = Date.now();
  try {
    const start = await step('Settings', () => prepare(source, args), ({ env, dataDir }) => `catalogue ${env.CATALOG}, data in ${path.relative(process.cwd(), dataDir) || '.'}`);
    await startDatabase(start);
    const { upstreamUrl, mailUrl } = await startStandIns(start);
    const demoApiKey = await step('Catalogue and seed', () => seedProduct(start));
    if (!start.dev) await step('Build', () => buildApp(start.full, waiting('build')), (made) => (made === 'made' ? 'sources changed' : 'unchanged'));
    await serve(start);
    isUp = true;
    announce(start, { upstreamUrl, mailUrl, demoApiKey }, Date.now() - beganAt);
  } catch (error) {
    fail(error);
  }
};

const waiting = (what: string) => (pid?: number): void => say(`  Waiting for the ${what} of another start${pid ? ` (process ${pid})` : ''}`);

const pickPorts = async (kept: Partial<Ports>, own: number): Promise<Ports> => {
  const names = ['postgres', 'stripe', 'upstream', 'mail', 'smtp'] as const;
  const picked = await Promise.all(names.map(async (name) => [name, await findPort(kept[name], own)] as const));
  return Object.fromEntries(picked) as Ports;
};

const prepare = async (source: Source, args: readonly string[]): Promise<Start> => {
  const unknown = args.find((one) => one !== '--dev');
  if (unknown) throw new StartError(`"${unknown}" is not known here.`, 'Use npm start, or npm run dev for hot reload. Everything else is set by the environment: see .env.example.');
  const dev = args.includes('--dev');
  const dataDir = dataDirOf(source);
  const secrets = completeSecrets(readKept<Secrets>(path.join(dataDir, 'secrets.json')));
  const ports = await pickPorts(readKept<Ports>(path.join(dataDir, 'ports.json')), Number(source.PORT || 3000));
  const full = completeEnvironment(source, secrets, ports, { dev });
  const env = checked(full);
  const url = `http://localhost:${env.PORT}`;
  await claim(dataDir, env.PORT);
  writeKept(path.join(dataDir, 'secrets.json'), secrets);
  writeKept(path.join(dataDir, 'ports.json'), ports);
  rmSync(path.join(dataDir, 'running.json'), { force: true });
  return { env, full, source, dataDir, url, secrets, ports, dev };
};

const checked = (full: Source): Env => {
  try {
    const env = parseEnv(full);
    loadCatalog(env.CATALOG);
    return env;
  } catch (error) {
    throw new StartError(reasonOf(error), 'Correct it and start again; .env.example explains every variable.');
  }
};

const claim = async (dataDir: string, port: number): Promise<void> => {
  const file = path.join(dataDir, 'start.lock');
  const lock = tryLock(file);
  const other = `PORT=${await findPort(port + 1)} DATA_DIR=.data-2 npm start`;
  if (!lock) throw new StartError(`Another Tollgate (process ${holderOf(file) ?? 'unknown'}) uses ${dataDir}.`, `Stop it, or give this one its own place: ${other}`);
  opened('The lock', () => lock.release());
  if (!(await isPortFree(port))) throw new StartError(`Port ${port} is taken by another program.`, `Stop that program, or use another port: PORT=${await findPort(port + 1)} npm start`);
};

const startDatabase = async ({ source, env, dataDir, ports, secrets }: Start): Promise<void> => {
  if (standInsFor(source).postgres) {
    const options = { dataDir: path.join(dataDir, 'postgres'), port: ports.postgres, password: secrets.postgresPassword, settings: postgresSettings };
    const postgres = await step('PostgreSQL', () => keepRunning('PostgreSQL', () => startPostgres(options), supervised), (kept) => `port ${ports.postgres}${openedNote(kept.current().opened)}`);
    opened('PostgreSQL', () => postgres.stop());
  }
  const version = await step('Database', () => reachDatabase(env.DATABASE_URL), (text) => `PostgreSQL ${text}`);
  if (Number.parseInt(version, 10) < 15) throw new StartError(`PostgreSQL ${version} is too old.`, 'Tollgate needs PostgreSQL 15 or newer.');
  await step('Prisma client', () => generateClient(waiting('Prisma client')), (made) => (made === 'made' ? 'schema changed' : 'unchanged'));
  await step('Migrations', () => migrateAll(env.DATABASE_URL), (applied) => (applied.length > 0 ? `applied ${applied.length}` : 'none to apply'));
};

/** Our tables and the queue's, so that what seeding queues is there when the jobs first run. */
const migrateAll = async (databaseUrl: string): Promise<string[]> => {
  const applied = await migrate(databaseUrl);
  await prepareJobs(databaseUrl);
  return applied;
};

const openedNote = (folders: string[]): string => (folders.length > 0 ? `; its user may now pass through ${folders.join(', ')}` : '');

const startStandIns = async ({ source, env, dataDir, ports, secrets, url }: Start): Promise<{ upstreamUrl: string; mailUrl: string | null }> => {
  const standIns = standInsFor(source);
  let mailUrl: string | null = null;
  if (standIns.upstream) {
    const upstream = await step('Example upstream', () => startUpstream({ port: ports.upstream }), (one) => one.url);
    opened('The example upstream', () => upstream.close());
  }
  if (standIns.mail) {
    const mail = await step('Mail stand-in', () => startMail({ port: ports.mail, smtpPort: ports.smtp }), (one) => one.url);
    mailUrl = mail.url;
    opened('The mail stand-in', () => mail.close());
  }
  if (standIns.stripe) {
    const sql = new pg.Pool({ connectionString: env.DATABASE_URL, max: 2, connectionTimeoutMillis: 5_000 });
    sql.on('error', () => {});
    opened('The sandbox’s database pool', () => sql.end());
    const options = {
      port: ports.stripe, apiKey: env.STRIPE_SECRET_KEY, name: loadCatalog(env.CATALOG).name.en, dataFile: path.join(dataDir, 'stripe.json'), webhook: { url: `${url}/api/webhooks/stripe`, secret: secrets.webhookSecret },
      hostOffsetMs: await readOffset(sql), onTimeAdvance: (offsetMs: number) => moveClock(sql, offsetMs), onFlush: () => allApplied(sql),
    };
    const stripe = await step('Stripe sandbox', () => startStripeSandbox(options), (one) => one.url);
    opened('The Stripe sandbox', () => stripe.close());
  }
  return { upstreamUrl: env.UPSTREAM_URL, mailUrl };
};

/** Answers when the app has applied every event that it received and tried to send every mail; gives up after half a minute. */
const allApplied = async (sql: pg.Pool): Promise<void> => {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { rows } = await sql.query<{ open: number }>(
      "SELECT ((SELECT count(*) FROM inbound_events WHERE status = 'received') + (SELECT count(*) FROM emails WHERE status = 'queued' AND attempts = 0))::int AS open",
    );
    if (rows[0]?.open === 0) return;
    if (Date.now() > deadline) throw new Error(`${rows[0]?.open} events or mails are not done after 30 seconds`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

const seedProduct = async ({ env, source }: Start): Promise<string | null> => {
  // Imported late: it needs the Prisma client that an earlier step generates.
  const { seed } = await import('@/prisma/seed');
  const { demoApiKey } = await seed(env, { demo: !isProduction(source) });
  return demoApiKey;
};

const serve = async ({ full, url, dev }: Start): Promise<void> => {
  const server = await step('Server', () => keepRunning('The server', () => startServer(full, url, { dev }), supervised), () => url);
  opened('The server', () => server.stop());
};

type Extras = { upstreamUrl: string; mailUrl: string | null; demoApiKey: string | null };

const announce = ({ env, dataDir, url }: Start, { upstreamUrl, mailUrl, demoApiKey }: Extras, tookMs: number): void => {
  const file = path.join(dataDir, 'running.json');
  const stripeUrl = env.STRIPE_SANDBOX_URL ?? null;
  opened('The note of what runs', () => rmSync(file, { force: true }));
  writeKept(file, { url, databaseUrl: env.DATABASE_URL, stripeUrl, upstreamUrl, catalog: env.CATALOG, redisUrl: env.REDIS_URL ?? null, mailUrl, smtpUrl: env.SMTP_URL ?? null, demoApiKey, pid: process.pid });
  say(`\nTollgate is ready after ${seconds(tookMs)}.\n`);
  say(`  Open       ${env.NEXTAUTH_URL}`);
  if (demoApiKey) say('  Customer   demo@tollgate.test / demo-password\n  Operator   admin@tollgate.test / admin-password');
  if (mailUrl) say(`  Mail       ${mailUrl}`);
  if (stripeUrl) say(`  Stripe     ${stripeUrl} (sandbox)`);
  if (demoApiKey) say(`  API key    ${demoApiKey}\n\n  Try it:\n  ${exampleCurl(url, demoApiKey, loadCatalog(env.CATALOG).example)}`);
  say('\nCtrl-C stops it.');
};
