import type { Pool } from 'pg';
import type { Catalog } from '@/lib/domain/catalog';
import { consume, resolveCalls } from '@/lib/services/usage/consume';

export type Admissions = { perSecond: number; p50Ms: number; p99Ms: number; refused: number };

const lanes = 4;
const batchSize = 32;
let asked = 0;

/** Calls of all keys in turn, in batches as busy doors send them, committed to the ledger as it is. Milliseconds are of whole batches. */
export const measureAdmissions = async (ctx: { sql: Pool; catalog: Catalog }, keyHashes: string[], seconds: number): Promise<Admissions> => {
  const took: number[] = [];
  let refused = 0;
  const until = performance.now() + seconds * 1_000;
  const lane = async () => {
    while (performance.now() < until) {
      const questions = Array.from({ length: batchSize }, () => {
        asked += 1;
        return { keyHash: keyHashes[asked % keyHashes.length] ?? '', requestId: `bench-${process.pid}-${asked}`, isClientRequestId: false, method: 'POST', path: '/openai/v1/chat/completions', headers: {} };
      });
      const began = performance.now();
      const decisions = await consume(ctx, resolveCalls({ catalog: ctx.catalog, now: new Date() }, questions));
      took.push(performance.now() - began);
      refused += decisions.filter((decision) => !decision.allowed).length;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  const perSecond = (took.length * batchSize) / ((performance.now() - began) / 1_000);
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN;
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99), refused };
};
