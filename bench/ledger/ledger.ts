import { openPool } from '@/lib/adapters/pool';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { runProduct } from '@/scripts/run-product';
import { newCustomer, putOnPlan } from '@/test/customer';
import { measureAdmissions, type Admissions } from './admissions';
import { fillLedger, makeOthers } from './fill';
import { measureReads, type ReadCost } from './reads';

export type AtSize = { events: number; admissions: Admissions; reads: ReadCost[]; gigabytes: number };
export type LedgerOptions = { sizes: number[]; seconds: number; times: number; say: (line: string) => void };

const workspaces = 200;

/**
 * The ledger at several sizes: what admitting a call costs, and what the pages' questions cost through the HTTP API of the running
 * product, asked by the largest customer. The product and all of its data are gone afterwards.
 */
export const benchLedger = async ({ sizes, seconds, times, say }: LedgerOptions): Promise<AtSize[]> => {
  const product = await runProduct({ env: { CATALOG: 'alwrity', WORKER: 'separate' } });
  const sql = openPool(product.databaseUrl, { max: 6, statementTimeoutMs: 3_600_000 });
  try {
    const { workspaceId, keyId, key } = await newCustomer(product.url);
    await putOnPlan(product.databaseUrl, workspaceId, 'enterprise');
    const filled = { workspaceId, keyId, others: workspaces - 1 };
    const keyHashes = await makeOthers(sql, filled);
    const ask = async (path: string): Promise<number> => {
      const response = await fetch(`${product.url}/api/v1/usage/${path}`, { headers: { authorization: `Bearer ${key}` } });
      await response.arrayBuffer();
      return response.status;
    };
    const found: AtSize[] = [];
    let there = 0;
    for (const events of sizes) {
      say(`A ledger of ${events.toLocaleString('en')} events`);
      if (events > there) await fillLedger(sql, filled, { from: there, to: events }, say);
      there = events;
      const { rows } = await sql.query<{ bytes: string }>(`SELECT sum(pg_total_relation_size(c.oid)) AS bytes FROM pg_class c WHERE c.relname LIKE 'usage_%' AND c.relkind = 'r'`);
      await sql.query('CHECKPOINT');
      const reads = await measureReads(ask, times);
      await measureAdmissions({ sql, catalog: loadCatalog('alwrity') }, keyHashes, 2);
      const admissions = await measureAdmissions({ sql, catalog: loadCatalog('alwrity') }, keyHashes, seconds);
      found.push({ events, admissions, reads, gigabytes: Number(rows[0]?.bytes) / 1e9 });
      for (const read of reads) say(`  ${read.what.padEnd(16)} p50 ${read.p50Ms.toFixed(1)} ms, p99 ${read.p99Ms.toFixed(1)} ms, worst ${read.worstMs.toFixed(1)} ms of ${read.times}${read.bad > 0 ? `, ${read.bad} failed` : ''}`);
      say(`  admissions       ${admissions.perSecond.toFixed(0)} a second, a batch of 32 in p50 ${admissions.p50Ms.toFixed(1)} ms, p99 ${admissions.p99Ms.toFixed(1)} ms${admissions.refused > 0 ? `, ${admissions.refused} refused` : ''}`);
    }
    return found;
  } finally {
    await sql.end();
    await product.stop();
  }
};
