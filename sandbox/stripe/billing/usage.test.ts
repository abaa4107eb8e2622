import { expect, test } from 'vitest';
import { Agenda } from '@/sandbox/stripe/billing/agenda';
import { usualSettings } from '@/sandbox/stripe/billing/settings';
import { callOwnApi } from '@/sandbox/stripe/http/own-api';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { Clock } from '@/sandbox/stripe/store/clock';
import { Ids } from '@/sandbox/stripe/store/ids';
import { Store } from '@/sandbox/stripe/store/store';
import { usageOf } from './usage';

test('a period has what happened from its first second up to, and not including, its last', () => {
  const clock = new Clock();
  const ids = new Ids(9);
  const sandbox: Sandbox = { store: new Store(clock, ids), clock, ids, publicUrl: '', name: 'Bench', billing: usualSettings, agenda: new Agenda() };
  const made = (path: string, params: Parameters<typeof callOwnApi>[3]): string => (callOwnApi(sandbox, 'POST', path, params) as { id: string }).id;
  const meter = made('/v1/billing/meters', { display_name: 'Calls', event_name: 'calls', default_aggregation: { formula: 'sum' } });
  const customer = made('/v1/customers', {});
  const start = clock.now() - 1000;
  const end = start + 500;
  for (const [at, value] of [[start - 1, '1'], [start, '20'], [end - 1, '300'], [end, '4000']] as const) {
    callOwnApi(sandbox, 'POST', '/v1/billing/meter_events', { event_name: 'calls', timestamp: at, payload: { stripe_customer_id: customer, value } });
  }
  expect(usageOf(sandbox, meter, customer, { start, end })).toBe(320);
  expect(usageOf(sandbox, meter, 'cus_other', { start, end })).toBe(0);
});
