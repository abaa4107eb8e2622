/** Asks a path under /api/v1/usage and answers the status. */
export type Ask = (path: string) => Promise<number>;
export type ReadCost = { what: string; p50Ms: number; p99Ms: number; worstMs: number; bad: number; times: number };

const dayMs = 86_400_000;

/** Every kind of question that the pages ask, over the spans that they offer and over the longest that can be asked for. */
const questions = (now: number): Record<string, string[]> => {
  const since = (days: number) => `from=${new Date(Math.floor(now / dayMs) * dayMs - (days - 1) * dayMs).toISOString()}&to=${new Date(now).toISOString()}`;
  const odd = `from=${new Date(now - 200.4 * dayMs).toISOString()}&to=${new Date(now - 3.7 * dayMs).toISOString()}`;
  const kinds = ['operation', 'provider', 'model', 'key', 'member', 'status'];
  return {
    'usage/current': ['current'],
    'usage/breakdown': kinds.flatMap((by) => [since(7), since(30), since(90), since(399), odd].map((span) => `breakdown?by=${by}&${span}`)),
    'usage/trends': [3, 6, 12].flatMap((months) => ['cost', 'calls', 'tokens'].map((metric) => `trends?months=${months}&metric=${metric}`)),
    'usage/history': [`history?granularity=hour&${since(30)}`, ...[7, 30, 90, 399].map((days) => `history?granularity=day&${since(days)}`), `history?granularity=month&${since(399)}`],
  };
};

/** One question after the other, each kind so many times. Every kind is asked once before, so that plans are made and pages read. */
export const measureReads = async (ask: Ask, times: number, now = Date.now()): Promise<ReadCost[]> => {
  const costs: ReadCost[] = [];
  for (const [what, paths] of Object.entries(questions(now))) {
    for (let round = 0; round < 6; round += 1) for (const path of paths) await ask(path);
    const took: number[] = [];
    let bad = 0;
    for (let i = 0; i < times; i += 1) {
      const began = performance.now();
      const status = await ask(paths[i % paths.length] ?? 'current');
      took.push(performance.now() - began);
      if (status !== 200) bad += 1;
    }
    took.sort((a, b) => a - b);
    const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN;
    costs.push({ what, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: took.at(-1) ?? NaN, bad, times });
  }
  return costs;
};
