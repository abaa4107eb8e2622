import autocannon from 'autocannon';

export type Load = { url: string; connections: number; seconds: number; headers?: Record<string, string> };
export type Measured = { perSecond: number; medianMs: number; p99Ms: number; bad: number };

/** Calls without pause for some seconds. `medianMs` is of single calls. */
export const measure = async ({ url, connections, seconds, headers }: Load): Promise<Measured> => {
  const latencies: number[] = [];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon({ url, connections, duration: seconds, headers: headers ?? {}, timeout: 30 }, (error: unknown, done) => {
      if (error) reject(error instanceof Error ? error : new Error('the load could not be made'));
      else resolve(done);
    });
    run.on('response', (_client, _status, _bytes, ms) => latencies.push(ms));
  });
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
  return { perSecond: latencies.length / result.duration, medianMs: at(0.5), p99Ms: at(0.99), bad: result.non2xx + result.errors };
};

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};
