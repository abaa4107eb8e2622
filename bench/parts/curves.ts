import { measure, type Measured } from '@/bench/measure';
import { told, whole, type Curve, type Part, type Plot } from '@/bench/row';
import { measureStatement } from '@/bench/statement';
import { consumeCall } from '@/bench/world/target';
import { openWorld, type World } from '@/bench/world/world';
import { runGateway, type Gateway } from '@/scripts/run-gateway';

const connectionsTried = [1, 4, 16, 64, 256];
const batchSizes = [1, 16, 64, 256];
const seconds = 3;

type At = { at: number; one: Measured; many: Measured };

const measureAt = async (gateway: Gateway, world: World, at: number, connections: number): Promise<At> => {
  const keys = world.tenants.map((one) => one.key);
  const load = { ...consumeCall, url: gateway.url + consumeCall.path, connections, seconds };
  return { at, one: await measure({ ...load, keys: keys.slice(0, 1) }), many: await measure({ ...load, keys }) };
};

const plotsOf = (found: At[]): Plot[] => {
  const curve = (label: string, of: (at: At) => number): Curve => ({ name: label, points: found.map((one) => ({ at: one.at, value: of(one) })) });
  return [
    { file: 'throughput-by-connections.svg', title: 'Calls per second by connections', along: 'connections', unit: 'calls/s', curves: [curve('one workspace', (at) => at.one.perSecond), curve('1,000 workspaces', (at) => at.many.perSecond)] },
    { file: 'latency-by-connections.svg', title: 'Milliseconds of a call by connections', along: 'connections', unit: 'ms', curves: [curve('median', (at) => at.one.medianMs), curve('p99', (at) => at.one.p99Ms), curve('p99, 1,000 ws', (at) => at.many.p99Ms)] },
  ];
};

export const curves: Part = {
  name: 'curves', about: 'throughput and latency of the bare gateway by connections, and what a statement costs',
  run: async ({ say }) => {
    const world = await openWorld({ tenants: 1_000 });
    const gateway = await runGateway({ databaseUrl: world.databaseUrl, upstreamUrl: world.upstreamUrl });
    try {
      await measureAt(gateway, world, 0, 64);
      const byConnections: At[] = [];
      for (const connections of connectionsTried) {
        const found = await measureAt(gateway, world, connections, connections);
        byConnections.push(found);
        say(`  ${connections} connections: ${whole(found.one.perSecond)}/s, p99 ${found.one.p99Ms.toFixed(1)} ms; 1,000 workspaces ${whole(found.many.perSecond)}/s, p99 ${found.many.p99Ms.toFixed(1)} ms`);
      }
      const statements = [];
      for (const size of batchSizes) statements.push(await measureStatement(world, size, 1, 2));
      const rows = statements.map((one) => told(`One statement that decides ${one.size} call${one.size > 1 ? 's' : ''}: until its commit; server time per call`, `${one.medianMs.toFixed(1)} ms; ${whole(one.serverMicrosPerCall)} µs`));
      return { rows, plots: plotsOf(byConnections) };
    } finally {
      await gateway.stop();
      await world.stop();
    }
  },
};
