import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { namesOfModel } from '@/lib/domain/model-usage/model-name';
import { isMain } from './is-main';
import { caller, type Made } from './replay/make-call';
import { newCustomer } from './replay/new-customer';
import { added, compared, independentSums, type Price, type Sums } from './replay/sums';
import { parseTrace, replayed, type Replayed } from './replay/trace';
import { complain, reasonOf, say } from './report';

const usage = 'npm run replay -- FILE [--speed N|max] [--url http://localhost:3000] [--key tg_…] [--connections 32] [--rows N]';
/** What one customer of the plan `pro` may call in a month, with room to spare. */
const rowsPerCustomer = 12_000;
const tokensPerCustomer = 24_000_000;
const settleWithinMs = 60_000;
const mostAttempts = 20;
const mostWaitSeconds = 5;

export type ReplayOptions = { url: string; stripeUrl: string | null; key: string | null; speed: number; connections: number };

/** Replays rows through the gateway and says whether Tollgate's calls, tokens and cost per provider are those of the trace. */
export const replay = async (rows: readonly Replayed[], options: ReplayOptions): Promise<boolean> => {
  const keys = await keysFor(rows, options);
  const prices = await pricesOf(options.url, keys[0] ?? '');
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const startedMs = performance.now();
  const before = await shownSums(options.url, keys, rows, from);
  const failed = await play(rows, keys, options);
  const seconds = (performance.now() - startedMs) / 1_000;
  say(`${rows.length.toLocaleString('en')} calls, ${rows.filter((row) => row.isStreamed).length.toLocaleString('en')} of them streamed, in ${seconds.toFixed(1)} s (${Math.round(rows.length / seconds)} a second) by ${keys.length} ${keys.length === 1 ? 'customer' : 'customers'}.`);
  for (const { status, problem } of failed.slice(0, 5)) complain(`A call failed: ${status} ${problem.slice(0, 300)}`);
  if (failed.length > 0) complain(`${failed.length} calls failed; every one of a trace must pass.`);
  await settled(options.url, keys, from);
  const shown = minus(await shownSums(options.url, keys, rows, from), before);
  const { isEqual, table } = compared(shown, independentSums(rows, prices));
  say(table);
  say(isEqual ? 'Equal to the micro-dollar.' : 'Not equal.');
  return isEqual && failed.length === 0;
};

const keysFor = async (rows: readonly Replayed[], { url, stripeUrl, key }: ReplayOptions): Promise<string[]> => {
  if (key !== null) return [key];
  if (stripeUrl === null) throw new Error('Without the sandbox nobody can be made to pay for this. Give --key.');
  const tokens = rows.reduce((sum, row) => sum + row.input + row.output, 0);
  const count = Math.max(1, Math.ceil(rows.length / rowsPerCustomer), Math.ceil(tokens / tokensPerCustomer));
  const keys: string[] = [];
  while (keys.length < count) keys.push(await newCustomer(url, stripeUrl, 'pro'));
  return keys;
};

/** At the trace's own pace times `speed`; without end, as fast as the connections allow. Answers the calls that failed. */
const play = async (rows: readonly Replayed[], keys: string[], { url, speed, connections }: ReplayOptions): Promise<Made[]> => {
  const { make, close } = caller(url, connections);
  const failed: Made[] = [];
  const run = randomUUID();
  const startedMs = performance.now();
  const firstMs = rows[0]?.atMs ?? 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < rows.length; n = next++) {
      const row = rows[n] as Replayed;
      const dueMs = Number.isFinite(speed) ? (row.atMs - firstMs) / speed - (performance.now() - startedMs) : 0;
      if (dueMs > 0) await wait(dueMs);
      const made = await insist(() => make(row, keys[n % keys.length] ?? '', `replay-${run}-${n}`));
      if (!made.ok) failed.push(made);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  close();
  return failed;
};

/** A call that was not made because nobody could decide it is made again under its id, as its answer asks for: an id is charged once. */
const insist = async (make: () => Promise<Made>): Promise<Made> => {
  let made = await make();
  for (let i = 1; i < mostAttempts && made.status === 503; i += 1) {
    await wait(Math.min(made.retryAfterSeconds, mostWaitSeconds) * 1_000);
    made = await make();
  }
  return made;
};

const read = async <R>(url: string, key: string, address: string): Promise<R> => {
  const response = await fetch(`${url}/api/v1/${address}`, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return (await response.json()) as R;
};

type Breakdown = { rows: { key: string; units: number; calls: number; costMicros: number }[] };
/** Up to the minute that begins next, so that a rollup has room. */
const span = (from: string) => `from=${from}&to=${new Date(Date.now() + 86_400_000).toISOString()}`;

/** Outcomes are written behind the answers: this waits for the last of them. */
const settled = async (url: string, keys: string[], from: string): Promise<void> => {
  for (const deadline = Date.now() + settleWithinMs; ; await wait(250)) {
    const open = await Promise.all(keys.map(async (key) => (await read<Breakdown>(url, key, `usage/breakdown?by=status&${span(from)}`)).rows.find((row) => row.key === 'unknown')?.calls ?? 0));
    if (open.every((calls) => calls === 0)) return;
    if (Date.now() > deadline) throw new Error(`${open.reduce((a, b) => a + b, 0)} calls have no outcome after a minute.`);
  }
};

/** What the API shows: calls and cost by provider, and the units of each provider's own meter of tokens. */
const shownSums = async (url: string, keys: string[], rows: readonly Replayed[], from: string): Promise<Sums> => {
  const providers = [...new Set(rows.map((row) => row.provider))];
  const all = keys.flatMap((key) => providers.map(async (provider): Promise<Sums> => {
    const { rows: found } = await read<Breakdown>(url, key, `usage/breakdown?by=provider&meter=${provider}_tokens&${span(from)}`);
    const row = found.find((one) => one.key === provider);
    return new Map(row ? [[provider, { calls: row.calls, tokens: BigInt(row.units), costMicros: BigInt(row.costMicros) }]] : []);
  }));
  return added(await Promise.all(all));
};

const minus = (after: Sums, before: Sums): Sums =>
  new Map([...after].map(([provider, sum]) => {
    const was = before.get(provider);
    return [provider, { calls: sum.calls - (was?.calls ?? 0), tokens: sum.tokens - (was?.tokens ?? 0n), costMicros: sum.costMicros - (was?.costMicros ?? 0n) }];
  }));

const pricesOf = async (url: string, key: string): Promise<(row: Replayed) => Price> => {
  const { prices } = await read<{ prices: { provider: string; model: string; inputMicrosPerMillion: number; outputMicrosPerMillion: number }[] }>(url, key, 'model-prices');
  return ({ provider, model }) => {
    const found = namesOfModel(model).map((name) => prices.find((one) => one.provider === provider && one.model === name)).find((price) => price !== undefined);
    if (!found) throw new Error(`There is no price for ${provider}'s ${model}. Run with CATALOG=alwrity.`);
    return { input: found.inputMicrosPerMillion, output: found.outputMicrosPerMillion };
  };
};

/** What a running product in this folder says of itself. */
const running = (): { url?: string; stripeUrl?: string | null } => {
  const file = path.join(process.env.DATA_DIR || '.data', 'running.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { url: string; stripeUrl: string | null }) : {};
};

const main = async (): Promise<boolean> => {
  const options = { speed: { type: 'string' }, url: { type: 'string' }, key: { type: 'string' }, connections: { type: 'string' }, rows: { type: 'string' } } as const;
  const { positionals: [file], values } = parseArgs({ allowPositionals: true, options });
  const speed = values.speed === undefined || values.speed === 'max' ? Infinity : Number(values.speed);
  const connections = Number(values.connections ?? 32);
  if (file === undefined || !(speed > 0) || !(Number.isInteger(connections) && connections > 0)) throw new Error(usage);
  const product = running();
  const rows = parseTrace(readFileSync(file, 'utf8')).slice(0, values.rows === undefined ? undefined : Number(values.rows)).map(replayed);
  return replay(rows, { url: values.url ?? product.url ?? 'http://localhost:3000', stripeUrl: product.stripeUrl ?? null, key: values.key ?? null, speed, connections });
};

if (isMain(import.meta.url)) {
  main().then(
    (isEqual) => process.exit(isEqual ? 0 : 1),
    (reason: unknown) => {
      complain(reasonOf(reason));
      process.exit(1);
    },
  );
}
