import { runPaced } from '@/bench/load/run-paced';
import { measure, quantile } from '@/bench/measure';
import { under, whole, type Part } from '@/bench/row';
import { consumeCall } from '@/bench/world/target';
import { openWorld } from '@/bench/world/world';
import { runGateway } from '@/scripts/run-gateway';

const quietWorkspaces = 50;
/** The flood sends this many times what the fifty send together. All of it is well within what the machine can do: beyond that, everybody waits for the processor. */
const floodFactor = 20;
const shareOfCapacity = 0.4;
const seconds = 10;

export const fairness: Part = {
  name: 'fairness', about: '50 quiet workspaces while one floods',
  run: async ({ say }) => {
    const world = await openWorld({ tenants: quietWorkspaces + 1 });
    const gateway = await runGateway({ databaseUrl: world.databaseUrl, upstreamUrl: world.upstreamUrl });
    try {
      const [flooding, ...quiet] = world.tenants.map((one) => one.key);
      const load = (keys: string[], perSecond: number, forSeconds: number) => runPaced({ url: gateway.url, keys, perSecond, seconds: forSeconds, method: consumeCall.method, path: consumeCall.path, body: consumeCall.body });
      const { perSecond } = await measure({ ...consumeCall, url: gateway.url + consumeCall.path, connections: 64, seconds: 3, keys: quiet });
      const quietRate = Math.max(10, Math.floor((perSecond * shareOfCapacity) / (floodFactor + 1)));
      await load(quiet, quietRate, 3);
      const before = await load(quiet, quietRate, seconds);
      const flood = load([flooding ?? ''], quietRate * floodFactor, seconds + 4);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const during = await load(quiet, quietRate, seconds);
      const { tookMs, failed } = await flood;
      if (before.failed + during.failed > 0) throw new Error(`${before.failed + during.failed} quiet calls failed`);
      const [a, b] = [quantile(before.tookMs, 0.99), quantile(during.tookMs, 0.99)];
      say(`  ${whole(quietRate)} calls/s of the quiet, ${whole(quietRate * floodFactor)}/s of the flood: p99 ${a.toFixed(1)} ms, beside the flood ${b.toFixed(1)} ms; of the flood ${whole(tookMs.length)} were answered, ${whole(failed)} shed`);
      return { rows: [under(`Latency of 50 quiet workspaces while one floods at ${floodFactor} x, p99 / their quiet p99`, b / a, 3, `${(b / a).toFixed(2)}  (${b.toFixed(1)} / ${a.toFixed(1)} ms)`, ' x')] };
    } finally {
      await gateway.stop();
      await world.stop();
    }
  },
};
