import { measure, type Measured } from '@/bench/measure';
import { told, whole, type Curve, type Part, type Plot } from '@/bench/row';
import { measureStatement } from '@/bench/statement';
import { consumeCall } from '@/bench/world/target';
import { openWorld, type World } from '@/bench/world/world';
import { runGateway, type Gateway } from '@/scripts/run-gateway';

const connectionsTried = [1, 4, 16, 64, 256];
const ledgerSizes = [10_000, 100_000, 1_000_000];
const batchSizes = [1, 16, 64, 256];
const seconds = 3;

type At = { at: number; one: Measured; many: Measured };

const measureAt = async (gateway: Gateway, world: World, at: number, connections: number): Promise<At> => {
  const keys = world.tenants.map((one) => one.key);
  const load = { ...consumeCall, url: gateway.url + consumeCall.path, connections, seconds };
  return { at, one: await measure({ ...load, keys: keys.slice(0, 1) }), many: await measure({ ...load, keys }) };
};

/** More events of the last sixty days, spread over all workspaces, until the ledger holds `events`. */
const growLedger = async (world: World, events: number): Promise<void> => {
  await world.sql.query(
    `INSERT INTO usage_events (id, occurred_at, workspace_id, api_key_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, status_code, latency_ms, method, path, limits)
     SELECT 'dec_old' || n, app_now() - (n % 86400) * interval '60 seconds' - interval '5 minutes', w.id, 'key' || substr(w.id, 3), 'old' || n, 'other', '{"calls": 1}', w.plan_version_id, w.period_anchor,
            'succeeded', false, 200, 20, 'GET', '/v1/ping', '[]'
     FROM generate_series((SELECT count(*) FROM usage_events WHERE id LIKE 'dec_old%') + 1, $1::bigint) n JOIN workspaces w ON w.id = 'ws_bench_' || n % $2`, [events, world.tenants.length],
  );
  await world.sql.query('VACUUM ANALYZE usage_events');
};

const plotsOf = (name: string, along: string, found: At[]): Plot[] => {
  const curve = (label: string, of: (at: At) => number): Curve => ({ name: label, points: found.map((one) => ({ at: one.at, value: of(one) })) });
  return [
    { file: `throughput-by-${name}.svg`, title: `Calls per second by ${along}`, along, unit: 'calls/s', curves: [curve('one workspace', (at) => at.one.perSecond), curve('1,000 workspaces', (at) => at.many.perSecond)] },
    { file: `latency-by-${name}.svg`, title: `Milliseconds of a call by ${along}`, along, unit: 'ms', curves: [curve('median', (at) => at.one.medianMs), curve('p99', (at) => at.one.p99Ms), curve('p99, 1,000 ws', (at) => at.many.p99Ms)] },
  ];
};

export const curves: Part = {
  name: 'curves', about: 'throughput and latency of the bare gateway by connections and by size of the ledger, and what a statement costs',
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
      const bySize: At[] = [];
      for (const size of ledgerSizes) {
        await growLedger(world, size);
        const found = await measureAt(gateway, world, size, 64);
        bySize.push(found);
        say(`  ${whole(size)} events: ${whole(found.one.perSecond)}/s, p99 ${found.one.p99Ms.toFixed(1)} ms; 1,000 workspaces ${whole(found.many.perSecond)}/s`);
      }
      const rows = statements.map((one) => told(`One statement that decides ${one.size} call${one.size > 1 ? 's' : ''}: until its commit; server time per call`, `${one.medianMs.toFixed(1)} ms; ${whole(one.serverMicrosPerCall)} µs`));
      return { rows, plots: [...plotsOf('connections', 'connections', byConnections), ...plotsOf('ledger', 'events in the ledger', bySize)] };
    } finally {
      await gateway.stop();
      await world.stop();
    }
  },
};
