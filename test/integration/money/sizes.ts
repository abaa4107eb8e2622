/** Little of each proof in every test run; all of it with `npm run test:money`. A number in the environment wins: `CHANGES=500`. */
const isFull = process.env.MONEY === 'full';
const sizeOf = (name: string, small: number, full: number): number => Number(process.env[name] ?? (isFull ? full : small));

export const sizes = {
  changes: sizeOf('CHANGES', 60, 10_000), seeds: sizeOf('SEEDS', 3, 200), deliveries: sizeOf('DELIVERIES', 120, 500), races: sizeOf('RACES', 6, 500),
  /** Whether each fault is healed in every way that there is, or in turn by one of them. */
  healsEveryWay: isFull,
};

/** The same lives in every test run, new ones at full size. */
export const seed = process.env.SEED === undefined ? (isFull ? undefined : 1) : Number(process.env.SEED);
const isSized = ['CHANGES', 'SEEDS', 'DELIVERIES', 'RACES'].some((name) => process.env[name] !== undefined);
export const long = { timeout: isFull || isSized ? 24 * 3_600_000 : 300_000 };
