import type { Replayed } from './trace';

export type Sum = { calls: number; tokens: bigint; costMicros: bigint };
export type Sums = Map<string, Sum>;
/** Micro-dollars for a million tokens. */
export type Price = { input: number; output: number };

const none: Sum = { calls: 0, tokens: 0n, costMicros: 0n };

/** What the trace's calls must have come to, by nothing but its rows, the prices and arithmetic of its own. */
export const independentSums = (rows: readonly Replayed[], priceOf: (row: Replayed) => Price): Sums => {
  const sums: Sums = new Map();
  for (const row of rows) {
    const { input, output } = priceOf(row);
    const doubled = 2n * (BigInt(row.input) * BigInt(input) + BigInt(row.output) * BigInt(output));
    const { calls, tokens, costMicros } = sums.get(row.provider) ?? none;
    sums.set(row.provider, { calls: calls + 1, tokens: tokens + BigInt(row.input + row.output), costMicros: costMicros + (doubled + 1_000_000n) / 2_000_000n });
  }
  return sums;
};

export const added = (all: readonly Sums[]): Sums => {
  const sums: Sums = new Map();
  for (const [provider, one] of all.flatMap((each) => [...each])) {
    const sum = sums.get(provider) ?? none;
    sums.set(provider, { calls: sum.calls + one.calls, tokens: sum.tokens + one.tokens, costMicros: sum.costMicros + one.costMicros });
  }
  return sums;
};

/** Both sums side by side, and whether they are equal to the last unit. */
export const compared = (shown: Sums, expected: Sums): { isEqual: boolean; table: string } => {
  const providers = [...new Set([...expected.keys(), ...shown.keys()])].sort();
  const line = (provider: string) => {
    const [a, b] = [shown.get(provider) ?? none, expected.get(provider) ?? none];
    const isEqual = a.calls === b.calls && a.tokens === b.tokens && a.costMicros === b.costMicros;
    return { isEqual, cells: [provider, ...[a, b].flatMap((sum) => [sum.calls.toLocaleString('en'), sum.tokens.toLocaleString('en'), dollars(sum.costMicros)]), isEqual ? 'equal' : 'DIFFERENT'] };
  };
  const lines = providers.map(line);
  const rows = [['provider', 'calls', 'tokens', 'cost', 'calls', 'tokens', 'cost', ''], ...lines.map(({ cells }) => cells)];
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const text = rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ').trimEnd());
  const left = (widths[0] ?? 0) + 2;
  const title = `${' '.repeat(left)}${'Tollgate says'.padEnd((widths[1] ?? 0) + (widths[2] ?? 0) + (widths[3] ?? 0) + 6)}an independent sum`;
  return { isEqual: lines.every(({ isEqual }) => isEqual), table: [title, ...text].join('\n') };
};

/** All six digits, so that one micro-dollar shows. */
const dollars = (micros: bigint): string => `$${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`;
