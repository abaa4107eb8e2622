import { execFileSync } from 'node:child_process';
import type { Product } from '@/scripts/run-product';
import { postmasterPid } from '@/test/crash/processes';

/** Every process of the product's database, the postmaster first. */
const processesOf = (product: Product): number[] => {
  const postmaster = postmasterPid(product);
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return [postmaster, ...rows.filter(([, parent]) => parent === postmaster).map(([pid]) => pid ?? 0)];
};

/** Stops the database in mid-air: it keeps its connections and answers nothing, as a machine that hangs. Answers how to let it go on. */
export const pausePostgres = (product: Product): (() => void) => {
  const paused = processesOf(product);
  for (const pid of paused) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of paused) process.kill(pid, 'SIGCONT');
  };
};
