import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Product } from '@/scripts/run-product';

type Row = { pid: number; parent: number; command: string };

const rows = (): Row[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n').map((line) => {
    const [, pid = '', parent = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command };
  });

const isBelow = (all: Row[], pid: number, ancestor: number): boolean => {
  const row = all.find((one) => one.pid === pid);
  return row !== undefined && (row.parent === ancestor || isBelow(all, row.parent, ancestor));
};

/** The process that serves: the only one of this product that runs scripts/serve.ts. */
export const serverPid = (product: Product): number => {
  const all = rows();
  const found = all.find((row) => /node.*scripts\/serve\.ts/.test(row.command) && isBelow(all, row.pid, product.pid));
  if (!found) throw new Error('the server process is not there');
  return found.pid;
};

export const postmasterPid = (product: Product): number => Number(readFileSync(path.join(product.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
