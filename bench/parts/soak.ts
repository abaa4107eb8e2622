import { runPaced } from '@/bench/load/run-paced';
import { measure } from '@/bench/measure';
import { seconds, under, whole, type Part } from '@/bench/row';
import { residentMb } from '@/bench/world/processor';
import { consumeCall, forwardedCall } from '@/bench/world/target';
import { openWorld } from '@/bench/world/world';
import { runGateway } from '@/scripts/run-gateway';

/** Seconds of load, after some that fill caches and let the heap find its size. */
const warm = 60;
const soakSeconds = Number(process.env.SOAK_SECONDS ?? 600);
const everyMs = 2_000;

/** Megabytes a minute, by least squares. */
const slopeOf = (samples: { minutes: number; megabytes: number }[]): number => {
  const mean = (of: (one: (typeof samples)[number]) => number) => samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [at, size] = [mean((one) => one.minutes), mean((one) => one.megabytes)];
  return mean((one) => (one.minutes - at) * (one.megabytes - size)) / mean((one) => (one.minutes - at) ** 2);
};

export const soak: Part = {
  name: 'soak', about: 'memory of the bare gateway at half load, ten minutes',
  run: async ({ say }) => {
    const world = await openWorld({ tenants: 100 });
    const gateway = await runGateway({ databaseUrl: world.databaseUrl, upstreamUrl: world.upstreamUrl });
    try {
      const keys = world.tenants.map((one) => one.key);
      const { perSecond } = await measure({ ...consumeCall, url: gateway.url + consumeCall.path, connections: 64, seconds, keys });
      const half = Math.floor(perSecond / 2);
      say(`  ${whole(half)} calls/s for ${soakSeconds} seconds after ${warm}`);
      const total = warm + soakSeconds;
      const load = [
        runPaced({ url: gateway.url, keys, perSecond: half * 0.9, seconds: total, method: consumeCall.method, path: consumeCall.path, body: consumeCall.body }),
        runPaced({ url: gateway.url, keys, perSecond: half * 0.1, seconds: total, method: forwardedCall.method, path: forwardedCall.path }),
      ];
      const samples: { minutes: number; megabytes: number }[] = [];
      const began = performance.now();
      const timer = setInterval(() => {
        const minutes = (performance.now() - began) / 60_000;
        if (minutes * 60 > warm && minutes * 60 < total) samples.push({ minutes, megabytes: residentMb(gateway.pid) });
      }, everyMs);
      const failed = (await Promise.all(load)).reduce((sum, one) => sum + one.failed, 0);
      clearInterval(timer);
      if (failed > 0) throw new Error(`${failed} calls failed`);
      const slope = slopeOf(samples);
      return { rows: [under(`Soak, ${soakSeconds} seconds at half load: growth of the gateway’s memory`, slope, 1, `${slope.toFixed(2)} MB/min  (${whole(samples.at(-1)?.megabytes ?? NaN)} MB)`, ' MB/min')] };
    } finally {
      await gateway.stop();
      await world.stop();
    }
  },
};
