import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import autocannon from 'autocannon';

/** `keys`: the calls take turns with them. */
export type Load = { url: string; connections: number; seconds: number; method?: string; headers?: Record<string, string>; body?: string; keys?: string[] };
export type Measured = { perSecond: number; medianMs: number; p99Ms: number; bad: number };

const hasWrk = spawnSync('wrk', ['--version'], { stdio: 'ignore' }).error === undefined;

/** What makes the calls: Debian's `wrk` where it is installed, which takes less of the processor that it shares with what it measures; else autocannon. */
export const generator = hasWrk ? 'wrk' : 'autocannon';

/** Calls without pause for some seconds. `medianMs` is of single calls; `bad` are errors and answers that are no success. */
export const measure = (load: Load): Promise<Measured> => (hasWrk ? measureWithWrk(load) : measureWithAutocannon(load));

const headersOf = (load: Load): Record<string, string>[] => (load.keys ?? [null]).map((key) => ({ ...load.headers, ...(key !== null && { authorization: `Bearer ${key}` }) }));

const script = (load: Load): string => {
  const { pathname, search } = new URL(load.url);
  const table = (headers: Record<string, string>) => `{${Object.entries(headers).map(([name, value]) => `[${JSON.stringify(name)}]=${JSON.stringify(value)}`).join(',')}}`;
  return `local all = {}
local given = {${headersOf(load).map(table).join(',')}}
init = function(args)
  for i, headers in ipairs(given) do all[i] = wrk.format(${JSON.stringify(load.method ?? 'GET')}, ${JSON.stringify(pathname + search)}, headers, ${load.body === undefined ? 'nil' : JSON.stringify(load.body)}) end
end
local n = 0
request = function()
  n = n % #all + 1
  return all[n]
end
done = function(summary, latency, requests)
  local e = summary.errors
  print(string.format("FOUND %d %d %d %f %f", summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
end
`;
};

const measureWithWrk = async (load: Load): Promise<Measured> => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tollgate-load-'));
  const file = path.join(dir, 'load.lua');
  writeFileSync(file, script(load));
  try {
    const { stdout } = await promisify(execFile)('wrk', ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--timeout', '30s', '-s', file, load.url]);
    const found = /^FOUND (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+)/m.exec(stdout)?.slice(1).map(Number);
    if (!found) throw new Error(`wrk said:\n${stdout}`);
    const [requests = 0, micros = 1, bad = 0, median = NaN, p99 = NaN] = found;
    return { perSecond: (requests * 1e6) / micros, medianMs: median / 1_000, p99Ms: p99 / 1_000, bad };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const measureWithAutocannon = async (load: Load): Promise<Measured> => {
  const { url, connections, seconds, method = 'GET', body } = load;
  const latencies: number[] = [];
  const requests = headersOf(load).map((headers) => ({ method: method as 'GET', headers, ...(body !== undefined && { body }) }));
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon({ url, connections, duration: seconds, requests, timeout: 30 }, (error: unknown, done) => {
      if (error) reject(error instanceof Error ? error : new Error('the load could not be made'));
      else resolve(done);
    });
    run.on('response', (_client, _status, _bytes, ms) => latencies.push(ms));
  });
  return { perSecond: latencies.length / result.duration, medianMs: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99), bad: result.non2xx + result.errors };
};

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};
