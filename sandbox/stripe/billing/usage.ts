import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords, MeterEventRecord } from '@/sandbox/stripe/store/collections';

export type Meter = ApiRecords['billing.meter'];

/** What was reported for a customer with `start <= timestamp < end`, oldest first by its own time. */
export function reported({ store }: Sandbox, meter: string, customer: string, { start, end }: { start: number; end: number }): MeterEventRecord[] {
  return store.owned('meter_event', `${meter} ${customer}`).filter(({ at }) => at >= start && at < end).sort((a, b) => a.at - b.at || a.createdAt - b.createdAt);
}

export function aggregate(formula: Meter['default_aggregation']['formula'], events: readonly MeterEventRecord[]): number {
  if (formula === 'count') return events.length;
  if (formula === 'last') return events.at(-1)?.value ?? 0;
  return events.reduce((total, event) => total + (event.value ?? 0), 0);
}

/** A customer's usage in [start, end) by the meter's own formula; whole units, 0 when nothing was reported. */
export function usageOf(sandbox: Sandbox, meter: string, customer: string, window: { start: number; end: number }): number {
  const formula = sandbox.store.get('billing.meter', meter)?.default_aggregation.formula ?? 'sum';
  return aggregate(formula, reported(sandbox, meter, customer, window));
}
