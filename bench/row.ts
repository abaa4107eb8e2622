/** One line of the table: a figure, what it has to be, and whether it is. `wanted` is null where a figure is only told. */
export type Row = { what: string; figure: string; wanted: string | null; holds: boolean };

/** A line of a plot: what was measured at each place along the axis. */
export type Curve = { name: string; points: { at: number; value: number }[] };
export type Plot = { file: string; title: string; along: string; unit: string; curves: Curve[] };

/** `failed`: it was not measured, and the page keeps what it said. */
export type Found = { rows: Row[]; plots?: Plot[]; failed?: boolean };

/** One part of the bench, which can be run alone. */
export type Part = { name: string; about: string; run(options: { say(line: string): void }): Promise<Found> };

export const seconds = Number(process.env.BENCH_SECONDS ?? 4);
export const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

export const atLeast = (what: string, value: number, least: number, figure: string, unit = ''): Row => ({ what, figure, wanted: `at least ${least.toLocaleString('en')}${unit}`, holds: value >= least });
export const under = (what: string, value: number, most: number, figure: string, unit: string): Row => ({ what, figure, wanted: `under ${most.toLocaleString('en')}${unit}`, holds: value < most });
export const told = (what: string, figure: string): Row => ({ what, figure, wanted: null, holds: true });

export const lineOf = (row: Row): string => `${row.holds ? ' ' : '!'} ${row.what.padEnd(74)} ${row.figure.padEnd(34)} ${row.wanted ?? ''}`;
export const whole = (value: number): string => Math.round(value).toLocaleString('en');
