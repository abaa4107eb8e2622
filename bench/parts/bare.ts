import { measure, median, type Measured } from '@/bench/measure';
import { atLeast, rounds, seconds, told, whole, type Found, type Part } from '@/bench/row';
import { runServer, type Served } from '@/bench/load/run-server';
import { postgresMs, processorMs } from '@/bench/world/processor';
import { consumeCall, forwardedCall } from '@/bench/world/target';
import { openWorld, type World } from '@/bench/world/world';
import { runGateway, type Gateway } from '@/scripts/run-gateway';

const connections = 64;

type Side = { name: string; call(): Promise<Measured>; found: Measured[] };

const sidesOf = (world: World, gateway: Gateway, rival: Served): Record<'one' | 'many' | 'rival' | 'forwarded', Side> => {
  const keys = world.tenants.map((one) => one.key);
  const first = keys.slice(0, 1);
  const side = (name: string, base: string, call: { method: string; path: string; body?: string; headers: Record<string, string> }, of: string[]): Side => ({
    name, found: [], call: () => measure({ ...call, url: base + call.path, connections, seconds, keys: of }),
  });
  return {
    one: side('one workspace', gateway.url, consumeCall, first),
    rival: side('rate-limiter-flexible', rival.url, { ...consumeCall, path: '/' }, first),
    many: side('1,000 workspaces', gateway.url, consumeCall, keys),
    forwarded: side('forwarded', gateway.url, forwardedCall, first),
  };
};

/** In turn, round after round, so that a machine whose speed drifts drifts for all. The first round warms up. */
const measureAll = async (sides: Side[], say: (line: string) => void): Promise<void> => {
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of sides) {
      const found = await side.call();
      if (found.bad > 0) throw new Error(`${side.name}: ${found.bad} calls failed`);
      if (round > 0) side.found.push(found);
    }
    say(`  ${round === 0 ? 'warm-up' : `round ${round}`}: ${sides.map((side) => `${side.name} ${whole(side.found.at(-1)?.perSecond ?? 0)}/s`).join(', ')}`);
  }
};

const rate = (side: Side): number => median(side.found.map((one) => one.perSecond));
const ratio = (a: Side, b: Side): number => median(a.found.map((one, i) => one.perSecond / (b.found[i]?.perSecond ?? NaN)));

/** What one call costs each of the two processes, so that a figure can be judged on another machine. */
const costOf = async (world: World, gateway: Gateway, side: Side): Promise<string> => {
  const [node, postgres] = [processorMs(gateway.pid), postgresMs(world.postgresPid)];
  const { perSecond } = await side.call();
  const calls = perSecond * seconds;
  return `${whole(((processorMs(gateway.pid) - node) * 1_000) / calls)} + ${whole(((postgresMs(world.postgresPid) - postgres) * 1_000) / calls)} µs`;
};

const judge = async (world: World, gateway: Gateway, { one, many, rival, forwarded }: ReturnType<typeof sidesOf>): Promise<Found> => ({
  rows: [
    atLeast('Bare gateway, durable, one workspace, 64 connections', rate(one), 12_000, `${whole(rate(one))} calls/s`, ' calls/s'),
    atLeast('the same / rate-limiter-flexible on the same PostgreSQL', ratio(one, rival), 3, `${ratio(one, rival).toFixed(2)}  (${whole(rate(one))} / ${whole(rate(rival))})`, ' x'),
    atLeast('the same over 1,000 workspaces / one workspace', ratio(many, one), 0.7, `${ratio(many, one).toFixed(2)}  (${whole(rate(many))} / ${whole(rate(one))})`),
    told('Processor time of a call: gateway + PostgreSQL', await costOf(world, gateway, one)),
    told('Forwarded through the bare gateway and settled, 64 connections', `${whole(rate(forwarded))} calls/s, median ${median(forwarded.found.map((found) => found.medianMs)).toFixed(1)} ms`),
  ],
});

export const bare: Part = {
  name: 'bare', about: 'the bare gateway, and rate-limiter-flexible in the same kind of process',
  run: async ({ say }) => {
    const world = await openWorld({ tenants: 1_000 });
    const opened: { stop(): Promise<void> }[] = [world];
    try {
      const upstream = await runServer('bench/load/upstream.ts');
      opened.unshift(upstream);
      const gateway = await runGateway({ databaseUrl: world.databaseUrl, upstreamUrl: upstream.url });
      opened.unshift(gateway);
      const rival = await runServer('bench/rlf/server.ts', { DATABASE_URL: world.databaseUrl });
      opened.unshift(rival);
      const sides = sidesOf(world, gateway, rival);
      await measureAll(Object.values(sides), say);
      return await judge(world, gateway, sides);
    } finally {
      for (const one of opened) await one.stop();
    }
  },
};
