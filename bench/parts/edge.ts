import { runRedis } from '@/bench/load/run-redis';
import { runServer } from '@/bench/load/run-server';
import { median, type Measured } from '@/bench/measure';
import { atLeast, rounds, told, under, whole, type Found, type Part, type Row } from '@/bench/row';
import { makeVariant } from '@/bench/variant';
import { findRedis } from '@/scripts/find-redis.mjs';
import { loadGateway, openSide, type Side } from './products';

const route = { 'app/gateway/[...path]/route.ts': 'bench/unmetered/route.ts' };

type Round = { metered: Measured; unmetered: Measured; upstash: Measured | null };
type Sides = { metered: Side; unmetered: Side; upstash: Side | null };

/** In turn, round after round, so that a machine whose speed drifts drifts for all. */
const inTurn = async ({ metered, unmetered, upstash }: Sides, connections: number, times: number, say: (line: string) => void): Promise<Round[]> => {
  const found: Round[] = [];
  for (let round = 0; round < times; round += 1) {
    const one = { unmetered: await loadGateway(unmetered, connections), metered: await loadGateway(metered, connections), upstash: upstash && (await loadGateway(upstash, connections)) };
    say(`  ${connections} connections: unmetered ${whole(one.unmetered.perSecond)}/s, metered ${whole(one.metered.perSecond)}/s${one.upstash ? `, a Redis command per call ${whole(one.upstash.perSecond)}/s` : ''}`);
    found.push(one);
  }
  return found;
};

const rowsAt = (connections: number, found: Round[]): Row[] => {
  const at = (of: (round: Round) => number) => median(found.map(of));
  const [metered, unmetered] = [at((one) => one.metered.perSecond), at((one) => one.unmetered.perSecond)];
  const ratio = at((one) => one.metered.perSecond / one.unmetered.perSecond);
  const rows = [atLeast(`Metered / unmetered calls per second through middleware.ts, ${connections} connections`, ratio, 0.9, `${ratio.toFixed(2)}  (${whole(metered)} / ${whole(unmetered)})`)];
  if (!found.every((one) => one.upstash)) return rows;
  const rival = at((one) => one.upstash?.perSecond ?? NaN);
  const against = at((one) => one.metered.perSecond / (one.upstash?.perSecond ?? NaN));
  return [...rows, atLeast(`the same / one Redis command per call from the edge (@upstash/ratelimit), ${connections}`, against, 1.6, `${against.toFixed(2)}  (${whole(metered)} / ${whole(rival)})`, ' x')];
};

const added = async (sides: Sides, say: (line: string) => void): Promise<Row> => {
  const found = await inTurn({ ...sides, upstash: null }, 1, rounds, say);
  const ms = median(found.map((one) => one.metered.medianMs - one.unmetered.medianMs));
  return under('Median added by metering, 1 connection', ms, 5, `${ms.toFixed(2)} ms`, ' ms');
};

type Opened = { stop(): unknown }[];

const openUpstash = async (opened: Opened, redisServer: string): Promise<Side> => {
  const redis = await runRedis(redisServer);
  opened.unshift(redis);
  const bridge = await runServer('bench/upstash/bridge.ts', { REDIS_URL: redis.url });
  opened.unshift(bridge);
  const variant = makeVariant({ 'middleware.ts': 'bench/upstash/middleware.ts', ...route });
  opened.unshift({ stop: () => variant.remove() });
  const side = await openSide({ root: variant.root, env: { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: 'bench' } });
  opened.unshift(side.product);
  return side;
};

const measureSides = async (sides: Sides, say: (line: string) => void): Promise<Found> => {
  const rows: Row[] = [];
  for (const connections of [16, 64]) {
    await inTurn(sides, connections, 1, () => {});
    rows.push(...rowsAt(connections, await inTurn(sides, connections, rounds, say)));
  }
  if (sides.upstash === null) rows.push({ what: 'Against one Redis command per call from the edge', figure: 'not measured: there is no redis-server', wanted: 'at least 1.6 x', holds: false });
  else rows.push(told('(that Redis keeps nothing on disk; our calls are committed to PostgreSQL)', ''));
  return { rows: [...rows, await added(sides, say)] };
};

export const edge: Part = {
  name: 'edge', about: 'middleware.ts against no metering, and against one Redis command per call',
  run: async ({ say }) => {
    const opened: Opened = [];
    try {
      const plain = makeVariant({ 'middleware.ts': 'bench/unmetered/middleware.ts', ...route });
      opened.unshift({ stop: () => plain.remove() });
      const unmetered = await openSide({ root: plain.root });
      opened.unshift(unmetered.product);
      const metered = await openSide();
      opened.unshift(metered.product);
      const redisServer = findRedis();
      return await measureSides({ metered, unmetered, upstash: redisServer === null ? null : await openUpstash(opened, redisServer) }, say);
    } finally {
      for (const one of opened) await one.stop();
    }
  },
};
