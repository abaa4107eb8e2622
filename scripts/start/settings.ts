import { randomBytes } from 'node:crypto';
import path from 'node:path';

export type Source = Record<string, string | undefined>;

/** Made at the first start and kept in `DATA_DIR/secrets.json`. */
export type Secrets = {
  nextAuthSecret: string;
  internalSecret: string;
  webhookSecret: string;
  stripeKey: string;
  stripePublishableKey: string;
  postgresPassword: string;
};

/** The ports of what runs beside the app, kept in `DATA_DIR/ports.json` while they stay free. */
export type Ports = { postgres: number; stripe: number; upstream: number; mail: number; smtp: number };

/** What this start brings up by itself, because the environment does not name one. */
export type StandIns = { postgres: boolean; stripe: boolean; upstream: boolean; mail: boolean };

const given = (source: Source, name: string): string | undefined => (source[name] === '' ? undefined : source[name]);

/** A real installation: it says so and names its own database and Stripe account. Nothing is invented for it, nothing demonstrated. */
export const isProduction = (source: Source): boolean =>
  given(source, 'NODE_ENV') === 'production' && given(source, 'DATABASE_URL') !== undefined && given(source, 'STRIPE_SECRET_KEY') !== undefined;

export const standInsFor = (source: Source): StandIns => {
  const absent = (name: string) => given(source, name) === undefined;
  const demo = !isProduction(source);
  return { postgres: absent('DATABASE_URL'), stripe: absent('STRIPE_SECRET_KEY'), upstream: demo && absent('UPSTREAM_URL'), mail: demo && absent('SMTP_URL') };
};

const random = (bytes: number): string => randomBytes(bytes).toString('hex');

/** The kept secrets, with those that are missing made. */
export const completeSecrets = (kept: Partial<Secrets>): Secrets => ({
  nextAuthSecret: random(32),
  internalSecret: random(32),
  webhookSecret: `whsec_${random(24)}`,
  stripeKey: `sk_test_sandbox${random(12)}`,
  stripePublishableKey: `pk_test_sandbox${random(12)}`,
  postgresPassword: random(24),
  ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value)),
});

export const dataDirOf = (source: Source): string => path.resolve(given(source, 'DATA_DIR') ?? '.data');

const local = (port: number): string => `http://127.0.0.1:${port}`;

/** Everything the app reads: what was given, and where nothing was, the stand-ins and secrets of this start. */
export const completeEnvironment = (source: Source, secrets: Secrets, ports: Ports, options: { dev: boolean }): Source => {
  const standIns = standInsFor(source);
  const port = given(source, 'PORT') ?? '3000';
  const origin = `http://localhost:${/^\d{1,5}$/.test(port) ? port : '3000'}`;
  const made: Source = {
    PORT: port,
    ...(isProduction(source) ? {} : { NEXTAUTH_SECRET: secrets.nextAuthSecret, INTERNAL_SECRET: secrets.internalSecret, NEXTAUTH_URL: origin }),
    ...(standIns.postgres ? { DATABASE_URL: `postgres://tollgate:${secrets.postgresPassword}@127.0.0.1:${ports.postgres}/tollgate` } : {}),
    ...(standIns.upstream ? { UPSTREAM_URL: local(ports.upstream) } : {}),
    ...(standIns.mail ? { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}` } : {}),
  };
  const sandbox: Source = standIns.stripe
    ? { STRIPE_SECRET_KEY: secrets.stripeKey, STRIPE_PUBLISHABLE_KEY: secrets.stripePublishableKey, STRIPE_WEBHOOK_SECRET: secrets.webhookSecret, STRIPE_SANDBOX_URL: local(ports.stripe) }
    : { STRIPE_SANDBOX_URL: undefined };
  const chosen = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const nodeEnv = options.dev ? 'development' : 'production';
  return { ...made, ...chosen, ...sandbox, NODE_ENV: nodeEnv, DATA_DIR: dataDirOf(source), NEXT_TELEMETRY_DISABLED: '1' };
};

/** A `curl` that the catalogue promises to answer 200. */
export const exampleCurl = (url: string, key: string, example: { method: string; path: string; body?: unknown }): string => {
  const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const body = example.body === undefined ? '' : ` -H 'content-type: application/json' -d ${quoted(JSON.stringify(example.body))}`;
  const method = example.method === 'GET' ? '' : ` -X ${example.method}`;
  return `curl -i${method} ${url}/gateway${example.path} -H 'authorization: Bearer ${key}'${body}`;
};
