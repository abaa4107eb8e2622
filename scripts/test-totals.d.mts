export type Totals = { passed: number; failed: number };
export type Row = { name: string; ms: number; ok: boolean; totals?: Totals };
type VitestReport = { numPassedTests: number; numFailedTests: number; testResults: { status: string; assertionResults: { status: string }[] }[] };
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number }; errors?: unknown[] };
export function totalsOfVitest(report: VitestReport): Totals;
export function totalsOfPlaywright(report: PlaywrightReport): Totals;
export function redisLine(server: string | null): string;
export function closingTable(rows: readonly Row[]): string;
export function closingLine(rows: readonly Row[]): string;

interface ShapeCounts {
  answers: number;
  events: number;
  invalid: Record<string, number>;
}
interface ShapeTotals {
  answers: number;
  events: number;
  invalid: number;
  messages: string[];
}
export declare const totalsOfShapes: (counts: readonly ShapeCounts[]) => ShapeTotals;
export declare const shapesLine: (totals: ShapeTotals) => string;
