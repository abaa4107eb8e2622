import { benchLedger } from './ledger';

/** The part of the bench about the ledger by itself: `node --import tsx bench/ledger/run.ts 0 1000000 10000000`. */
const sizes = process.argv.slice(2).map(Number);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

benchLedger({ sizes: sizes.length > 0 ? sizes : [0, 1_000_000, 10_000_000], seconds: Number(process.env.BENCH_SECONDS ?? 10), times: Number(process.env.BENCH_TIMES ?? 600), say }).then(
  (found) => say(JSON.stringify(found)),
  (error: unknown) => {
    say(String(error));
    process.exitCode = 2;
  },
);
