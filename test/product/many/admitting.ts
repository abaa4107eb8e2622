import { expect } from 'vitest';
import { newCustomer, type Customer } from '@/test/customer';
import { callerOf, decided } from '@/test/load';
import { randomFrom } from '@/test/integration/usage/ledger';
import { ask } from '@/test/product/books';
import type { FourProcesses } from './four-processes';
import { addPlan, grant, moveTo } from './plans';
import { sizes } from './sizes';

type Meter = 'calls' | 'credits';
/** One call as its caller saw it. Times are those of one clock. */
export type Seen = { start: number; end: number; units: Partial<Record<Meter, number>>; status: number; decisionId: string | null; body: string };
type Refusal = { code: string; meter: Meter; limit: number; used: number; required: number; available?: number };

/** Limits that a third of all calls fit in: a limit of the month, a plan's credits of the period, a gift that ends and one that does not. */
const setUp = async ({ product }: FourProcesses, room: number) => {
  const customer = await newCustomer(product.url);
  const [limit, credits, ending, lasting] = [room, Math.floor(room / 2), Math.floor(room / 3), Math.floor(room / 5)];
  await moveTo(product, customer.workspaceId, await addPlan(product, [{ meter: 'calls', window: 'month', limit }, { meter: 'calls', window: 'day', limit: limit + 7 }, { meter: 'credits', window: 'billing_period', limit: credits }]));
  await grant(product, customer.workspaceId, ending, 3);
  await grant(product, customer.workspaceId, lasting, null);
  return { customer, room: { calls: limit, credits: credits + ending + lasting } };
};

/** Admitted: the call was made for this caller, or had been made when it asked again. */
const isAdmitted = (one: Pick<Seen, 'status'>): boolean => one.status === 200 || one.status === 409;

const callAll = async (doors: string[], { key }: Customer, count: number, random: () => number): Promise<Seen[]> => {
  const callers = doors.map((door) => callerOf(door, key, sizes.connections));
  const calls = Array.from({ length: count }, async (_, i): Promise<Seen> => {
    const units = 1 + Math.floor(random() * 50);
    const kind = (['limit', 'grant', 'both'] as const)[Math.floor(random() * 3)] ?? 'both';
    const caller = callers[i % callers.length] as (typeof callers)[number];
    const start = performance.now();
    const { status, decisionId, body } = await decided(() => caller.call('POST', `/${kind}/${units}`, { 'idempotency-key': `call-${i}` }));
    return { start, end: performance.now(), status, decisionId, body, units: kind === 'both' ? { calls: units, credits: units } : { [kind === 'limit' ? 'calls' : 'credits']: units } };
  });
  const seen = await Promise.all(calls);
  for (const caller of callers) caller.close();
  return seen;
};

/** Every refusal that nothing justifies: at no instant within the call was its meter so used that it did not fit. */
export const unjustified = (seen: Seen[], room: Record<Meter, number>): string[] => {
  const admitted = seen.filter(isAdmitted);
  return seen.filter((one) => !isAdmitted(one)).flatMap((one) => {
    const { code, meter, required } = JSON.parse(one.body) as Refusal;
    // Whatever was certainly decided after this call had its answer cannot have taken its place.
    const mostUsed = admitted.filter((other) => other.start < one.end).reduce((sum, other) => sum + (other.units[meter] ?? 0), 0);
    return required === one.units[meter] && mostUsed + required > room[meter] ? [] : [`${code}: ${required} of ${meter}, of which ${room[meter] - mostUsed} were left`];
  });
};

/** Many calls of 1 to 50 units at once through four doors: what is admitted is what fits, and all books say so. */
export const admitsWhatFits = async (four: FourProcesses, count: number, seed: number): Promise<void> => {
  const { customer, room } = await setUp(four, count * 6);
  const seen = await callAll(four.doors, customer, count, randomFrom(seed));
  expect(seen.filter((one) => ![200, 402, 409, 429].includes(one.status)).map((one) => `${one.status} ${one.body}`), `seed ${seed}`).toEqual([]);
  const admitted = seen.filter(isAdmitted);
  const sum = (meter: Meter) => admitted.reduce((total, one) => total + (one.units[meter] ?? 0), 0);
  const taken = { calls: sum('calls'), credits: sum('credits') };

  expect(unjustified(seen, room), `seed ${seed}`).toEqual([]);
  for (const meter of ['calls', 'credits'] as const) {
    expect(seen.some((one) => !isAdmitted(one) && (JSON.parse(one.body) as Refusal).meter === meter), `${meter} ran out with seed ${seed}`).toBe(true);
    expect(taken[meter]).toBeLessThanOrEqual(room[meter]);
  }
  const [books] = await ask(four.product, `SELECT
    (SELECT sum((units ->> 'calls')::int)::int FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released') AS ledger_calls,
    (SELECT sum((units ->> 'credits')::int)::int FROM usage_events WHERE workspace_id = $1 AND outcome <> 'released') AS ledger_credits,
    (SELECT sum(used)::int FROM usage_counters WHERE workspace_id = $1 AND meter = 'calls' AND "window" = 'month') AS month,
    (SELECT sum(used)::int FROM usage_counters WHERE workspace_id = $1 AND meter = 'calls' AND "window" = 'day') AS day,
    (SELECT -sum(t.units)::int FROM credit_entries t JOIN credit_grants g ON g.id = t.grant_id WHERE g.workspace_id = $1 AND t.kind = 'spent') AS spent,
    (SELECT bool_and(g.remaining = (SELECT sum(t.units) FROM credit_entries t WHERE t.grant_id = g.id) AND g.remaining >= 0) FROM credit_grants g WHERE g.workspace_id = $1) AS balanced`, [customer.workspaceId]);
  expect(books, `seed ${seed}`).toEqual({ ledger_calls: taken.calls, ledger_credits: taken.credits, month: taken.calls, day: taken.calls, spent: taken.credits, balanced: true });
  const rows = await ask<{ id: string }>(four.product, 'SELECT id FROM usage_events WHERE workspace_id = $1', [customer.workspaceId]);
  expect(rows.map((row) => row.id).sort()).toEqual(admitted.map((one) => one.decisionId).sort());
};
