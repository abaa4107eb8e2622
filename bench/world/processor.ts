import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const tickMs = 10;

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** proc(5): utime and stime, and those of children that ended and were waited for. */
const ticksOf = (pid: number): { own: number; ended: number } => {
  const fields = read(`/proc/${pid}/stat`).replace(/^.*\) /s, '').split(' ').map(Number);
  return { own: (fields[11] ?? 0) + (fields[12] ?? 0), ended: (fields[13] ?? 0) + (fields[14] ?? 0) };
};

/** Milliseconds of processor time that a process used so far; 0 where the system does not tell. */
export const processorMs = (pid: number): number => ticksOf(pid).own * tickMs || 0;

/** The same of PostgreSQL's processes together, with those that have ended. */
export const postgresMs = (postmaster: number): number => {
  const children = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const { own, ended } = ticksOf(postmaster);
  return ((own + ended) * tickMs || 0) + children.filter(([, parent]) => parent === postmaster).reduce((sum, [pid = 0]) => sum + processorMs(pid), 0);
};

/** Resident memory of a process in megabytes. */
export const residentMb = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1]) / 1_024;
