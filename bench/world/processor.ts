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

/** Milliseconds of processor time that a process used so far; 0 where the system does not tell. */
export const processorMs = (pid: number): number => {
  const fields = read(`/proc/${pid}/stat`).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs || 0;
};

/** The same of PostgreSQL's processes together. */
export const postgresMs = (postmaster: number): number => {
  const children = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return children.filter(([, parent]) => parent === postmaster).reduce((sum, [pid = 0]) => sum + processorMs(pid), processorMs(postmaster));
};

/** Resident memory of a process in megabytes. */
export const residentMb = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1]) / 1_024;
