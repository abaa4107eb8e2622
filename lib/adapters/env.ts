import { z } from 'zod';
import { catalogIds } from '@/lib/catalogs/load-catalog';

const port = z.coerce.number().int().min(1).max(65535);
const url = (protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`);
const http = url(['http:', 'https:']);
const secret = z.string().min(32, 'must have at least 32 characters');

const variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: port.default(3000),
  /** Reverse proxies in front, each of which adds an address to `X-Forwarded-For`. */
  TRUST_PROXY: z.string().regex(/^\d$/, 'must be how many reverse proxies are in front, 0 to 9').transform(Number).default(0),
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  DATA_DIR: z.string().min(1).default('.data'),
  REDIS_URL: url(['redis:', 'rediss:']).optional(),
  CATALOG: z.enum(catalogIds as [string, ...string[]]).default('default'),
  UPSTREAM_URL: http,
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a Stripe secret key (sk_test_…, sk_live_…)'),
  STRIPE_PUBLISHABLE_KEY: z.string().regex(/^pk_(test|live)_\w+$/, 'must be a Stripe publishable key (pk_test_…, pk_live_…)').optional(),
  STRIPE_WEBHOOK_SECRET: z.string().regex(/^whsec_\S+$/, 'must be a webhook signing secret (whsec_…)'),
  /** Where the Stripe sandbox listens; absent when the key is Stripe's own. */
  STRIPE_SANDBOX_URL: http.optional(),
  NEXTAUTH_SECRET: secret,
  NEXTAUTH_URL: http,
  INTERNAL_SECRET: secret,
  SMTP_URL: url(['smtp:', 'smtps:']).optional(),
  MAIL_FROM: z.email('must be an e-mail address').optional(),
  WORKER: z.enum(['inline', 'separate']).default('inline'),
  /** Whole months before the running one whose calls stay in the ledger; absent: all of them. */
  LEDGER_KEEP_MONTHS: z.coerce.number().int().min(4, 'must be at least 4').max(1_200).optional(),
  /** Milliseconds that the meter waits for a statement, and half of them for a connection, before it takes the database as away; less than a stop waits for what is still to be written. */
  METER_WAIT_MS: z.coerce.number().int().min(2_000).max(8_000).default(2_000),
  DATABASE_POOL: z.coerce.number().int().min(6).max(200).default(10),
});

const schema = variables.refine((env) => env.STRIPE_SANDBOX_URL === undefined || !/_live_/.test(env.STRIPE_SECRET_KEY), {
  path: ['STRIPE_SECRET_KEY'], message: 'a live key is never used with the sandbox',
});

/** What metering a call takes. A gateway of its own needs nothing else, and knows nobody's secrets. */
const gatewaySchema = variables.pick({ PORT: true, TRUST_PROXY: true, DATABASE_URL: true, REDIS_URL: true, CATALOG: true, UPSTREAM_URL: true, NEXTAUTH_URL: true, METER_WAIT_MS: true });

/** How long calls stay in the ledger: all that the job needs which detaches months. */
const ledgerSchema = variables.pick({ LEDGER_KEEP_MONTHS: true });

export type Env = z.infer<typeof schema>;
export type GatewayEnv = z.infer<typeof gatewaySchema>;

type Source = Record<string, string | undefined>;

/** Parses an environment. Throws one error that names every wrong variable. Empty values count as absent. */
export const parseEnv = (source: Source): Env => parse(schema, source);

const parse = <T>(wanted: z.ZodType<T>, source: Source): T => {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = wanted.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  - ${issue.path.join('.')}: ${given[String(issue.path[0])] === undefined ? 'is missing' : issue.message}`);
  throw new Error(`The environment is wrong:\n${lines.join('\n')}`);
};

let parsed: Env | undefined;
let parsedForGateway: GatewayEnv | undefined;

/** The process's environment, parsed once. */
export const env = (): Env => (parsed ??= parseEnv(process.env));

/** The part of it that the metered door needs, in the app and in a gateway of its own. */
export const gatewayEnv = (): GatewayEnv => (parsedForGateway ??= parse(gatewaySchema, process.env));

/** Whole months that the ledger keeps; null keeps all. */
export const ledgerKeepMonths = (): number | null => parse(ledgerSchema, process.env).LEDGER_KEEP_MONTHS ?? null;
