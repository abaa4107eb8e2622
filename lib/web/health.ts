import { startedMeter } from './metering/meter';
import { services } from './services';

export type CheckState = 'ok' | 'unreachable' | 'degraded' | 'behind' | 'not_started' | 'not_configured';
export type Health = { status: 'ok' | 'degraded' | 'unavailable'; checks: { database: CheckState; stripe: CheckState; redis: CheckState; jobs: CheckState; mail: CheckState } };

const patienceMs = 2_000;
const stripeFreshMs = 30_000;
/** Mail that waits longer than this for its server is not merely on its way. */
const mailPatienceSeconds = 600;
/** A job that waits longer than this for a worker means that none is at work. */
const jobPatienceSeconds = 60;

let stripeSeen: { at: number; state: CheckState } | undefined;

/** Whether this process can serve, and what it depends on. Only the database decides; the rest degrades. Redis is `degraded` while each process limits bursts by itself. */
export const checkHealth = async (): Promise<Health> => {
  const database = await within(services().database.sql.query('SELECT 1').then((): CheckState => 'ok'), 'unreachable');
  const ifThere = (check: () => Promise<CheckState>) => (database === 'ok' ? check() : Promise.resolve<CheckState>('unreachable'));
  const [stripe, jobs, mail] = await Promise.all([checkStripe(), ifThere(checkJobs), ifThere(checkMail)]);
  const redis = startedMeter()?.rates.redis() ?? 'not_configured';
  const checks = { database, stripe, redis, jobs, mail } as const;
  const isWell = stripe === 'ok' && redis !== 'degraded' && jobs === 'ok' && mail === 'ok';
  const status = database !== 'ok' ? 'unavailable' : isWell ? 'ok' : 'degraded';
  return { status, checks };
};

const within = (check: Promise<CheckState>, otherwise: CheckState): Promise<CheckState> => {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<CheckState>((resolve) => {
    late = setTimeout(() => resolve(otherwise), patienceMs);
  });
  return Promise.race([check.catch(() => otherwise), patience]).finally(() => clearTimeout(late));
};

/** Any answer of Stripe's, also a refusal, shows that it can be reached. Asked twice a minute at most. */
const checkStripe = async (): Promise<CheckState> => {
  if (stripeSeen && Date.now() - stripeSeen.at < stripeFreshMs) return stripeSeen.state;
  const asked = services().stripe.products.list({ limit: 1 }, { timeout: patienceMs, maxNetworkRetries: 0 });
  const state = await within(asked.then((): CheckState => 'ok', (error: { statusCode?: number }) => (error.statusCode === undefined ? 'unreachable' : 'ok')), 'unreachable');
  stripeSeen = { at: Date.now(), state };
  return state;
};

const checkJobs = async (): Promise<CheckState> => {
  const { sql } = services().database;
  const started = await sql.query<{ there: boolean }>(`SELECT to_regclass('graphile_worker.jobs') IS NOT NULL AS there`);
  if (!started.rows[0]?.there) return 'not_started';
  const waiting = sql.query<{ late: boolean }>(
    `SELECT EXISTS (SELECT FROM graphile_worker.jobs WHERE locked_at IS NULL AND attempts < max_attempts AND run_at < now() - make_interval(secs => $1)) AS late`, [jobPatienceSeconds],
  );
  return within(waiting.then(({ rows }): CheckState => (rows[0]?.late ? 'behind' : 'ok')), 'unreachable');
};

/** `not_configured`: mail waits for a server. `behind`: some has waited too long, because the server does not take it or no worker is at work. */
const checkMail = async (): Promise<CheckState> => {
  if (services().mail === null) return 'not_configured';
  const waiting = services().database.sql.query<{ late: boolean }>(
    `SELECT EXISTS (SELECT FROM emails WHERE status = 'queued' AND created_at < app_now() - make_interval(secs => $1)) AS late`, [mailPatienceSeconds],
  );
  return within(waiting.then(({ rows }): CheckState => (rows[0]?.late ? 'behind' : 'ok')), 'unreachable');
};
