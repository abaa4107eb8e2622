import { expect } from 'vitest';
import { newCustomer, type Customer } from '@/test/customer';
import { ask } from '@/test/product/books';
import type { FourProcesses } from './four-processes';
import { flowThrough, isDecided, type Flowed } from './flow';
import { addPlan, moveTo } from './plans';

/** A change, and what every call that starts after it has committed is answered. */
type Change = { what: string; make(): Promise<unknown>; then: [status: number, code: string | null] };
type Made = { change: Change; committed: number; next: number };

const afterEach = 12;

const manage = async ({ product }: FourProcesses, customer: Customer, method: string, path: string, body?: unknown): Promise<void> => {
  const response = await fetch(`${product.url}/api/v1/${path}`, {
    method, headers: { cookie: customer.cookie, origin: product.url, ...(body !== undefined && { 'content-type': 'application/json' }) }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
};

const changesOf = async (four: FourProcesses, customer: Customer, flips: number): Promise<Change[]> => {
  const [small, large] = [await addPlan(four.product, [{ meter: 'calls', window: 'month', limit: 0 }]), await addPlan(four.product, [{ meter: 'calls', window: 'month', limit: 100_000_000 }])];
  const capAt = (limit: number) => () => manage(four, customer, 'PUT', 'limits', { scope: 'workspace', meter: 'calls', window: 'month', limit, mode: 'hard' });
  const turn: Change[] = [
    { what: 'an upgrade', make: () => moveTo(four.product, customer.workspaceId, large), then: [200, null] },
    { what: 'a cap below what is used', make: capAt(1), then: [429, 'own_limit_reached'] },
    { what: 'a cap that is raised', make: capAt(100_000_000), then: [200, null] },
    { what: 'a downgrade below what is used', make: () => moveTo(four.product, customer.workspaceId, small), then: [429, 'quota_exceeded'] },
  ];
  const revoke: Change = { what: 'a key that is revoked', make: () => manage(four, customer, 'DELETE', `api-keys/${customer.keyId}`), then: [401, 'invalid_api_key'] };
  const back = turn[0] as Change;
  return [...Array.from({ length: flips }, () => turn).flat(), back, revoke];
};

const wrongly = (seen: Flowed[], { change, committed, next }: Made): string[] =>
  seen.filter((one) => isDecided(one) && one.start > committed && one.end < next && (one.status !== change.then[0] || one.code !== change.then[1]))
    .map((one) => `after ${change.what}, ${(one.start - committed).toFixed(1)} ms later at door ${one.door}: ${one.status} ${one.code}`);

/** Every call that was made is in the ledger and in both counters; beside them only calls that nobody was answered. */
const isCounted = async ({ product }: FourProcesses, { workspaceId }: Customer, seen: Flowed[]): Promise<void> => {
  const rows = await ask<{ id: string }>(product, `SELECT id FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released'`, [workspaceId]);
  const counters = await ask<{ used: number }>(product, `SELECT used::int FROM usage_counters WHERE workspace_id = $1 AND "window" = 'month' AND scope IN ('', 'own')`, [workspaceId]);
  expect(counters.map((one) => one.used)).toEqual([rows.length, rows.length]);
  const made = seen.filter((one) => one.status === 200).map((one) => one.decisionId);
  expect([...new Set(made)].length).toBe(made.length);
  const known = new Set(rows.map((row) => row.id));
  expect(made.filter((id) => !known.has(id ?? ''))).toEqual([]);
  expect(rows.length - made.length).toBeLessThanOrEqual(seen.filter((one) => !isDecided(one)).length);
};

/** Changes plans, caps and keys while calls run without pause through four doors. Answers how many calls a second that was. */
export const seesChanges = async (four: FourProcesses, flips: number): Promise<number> => {
  const customer = await newCustomer(four.product.url);
  const changes = await changesOf(four, customer, flips);
  const flow = flowThrough(four.doors, customer.key, '/limit/1');
  const made: Made[] = [];
  try {
    for (const change of changes) {
      const last = made.at(-1);
      if (last) last.next = performance.now();
      await change.make();
      made.push({ change, committed: performance.now(), next: Infinity });
      await flow.more(afterEach);
    }
  } finally {
    await flow.stop();
  }
  for (const one of made) {
    const after = flow.seen.filter((call) => isDecided(call) && call.start > one.committed && call.end < one.next);
    for (const door of four.doors.keys()) expect(after.filter((call) => call.door === door).length, `calls at door ${door} after ${one.change.what}`).toBeGreaterThan(0);
  }
  expect(made.flatMap((one) => wrongly(flow.seen, one))).toEqual([]);
  await isCounted(four, customer, flow.seen);
  return Math.round((flow.seen.length * 1_000) / ((flow.seen.at(-1)?.end ?? 0) - (flow.seen[0]?.start ?? 0)));
};
