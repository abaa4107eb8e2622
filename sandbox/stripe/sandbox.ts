import type { Agenda } from '@/sandbox/stripe/billing/agenda';
import type { BillingSettings } from '@/sandbox/stripe/billing/settings';
import type { Clock } from '@/sandbox/stripe/store/clock';
import type { Ids } from '@/sandbox/stripe/store/ids';
import type { Store } from '@/sandbox/stripe/store/store';

/** What a handler may touch. */
export interface Sandbox {
  store: Store;
  clock: Clock;
  ids: Ids;
  /** Where the pages are, e.g. `http://127.0.0.1:12111`. */
  publicUrl: string;
  name: string;
  billing: BillingSettings;
  agenda: Agenda;
}
