import { benchLedger, type AtSize } from '@/bench/ledger/ledger';
import { seconds, told, under, whole, type Curve, type Part, type Plot, type Row } from '@/bench/row';

const events = Number(process.env.BENCH_EVENTS ?? 10_000_000);
const timesEach = 600;

const curve = (name: string, found: AtSize[], of: (one: AtSize) => number): Curve => ({ name, points: found.map((one) => ({ at: Math.max(1, one.events), value: of(one) })) });

const plotsOf = (found: AtSize[]): Plot[] => [
  { file: 'throughput-by-ledger.svg', title: 'Calls admitted per second by events in the ledger', along: 'events', unit: 'calls/s', curves: [curve('batches of 32', found, (one) => one.admissions.perSecond)] },
  {
    file: 'latency-by-ledger.svg', title: 'Milliseconds by events in the ledger', along: 'events', unit: 'ms',
    curves: [curve('admitting 32, p99', found, (one) => one.admissions.p99Ms), ...(found[0]?.reads ?? []).slice(0, 3).map(({ what }, i) => curve(`${what}, p99`, found, (one) => one.reads[i]?.p99Ms ?? NaN))],
  },
];

export const ledger: Part = {
  name: 'ledger', about: 'what the pages ask and what admitting costs, with ten million events in the ledger',
  run: async ({ say }) => {
    const found = await benchLedger({ sizes: [events / 100, events / 10, events], seconds, times: timesEach, say });
    const largest = found.at(-1);
    if (!largest) throw new Error('nothing was measured');
    const reads = largest.reads.map((read): Row => {
      const row = under(`${read.what} with ${whole(events)} events, 99th percentile`, read.p99Ms, 100, `${read.p99Ms.toFixed(1)} ms  (median ${read.p50Ms.toFixed(1)})`, ' ms');
      return { ...row, holds: row.holds && read.bad === 0 };
    });
    return { rows: [...reads, told('The ledger and its rollups on disk', `${largest.gigabytes.toFixed(1)} GB`)], plots: plotsOf(found) };
  },
};
