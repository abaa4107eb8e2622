import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { leastCharge } from './money';

type Customer = ApiRecords['customer'];
type Entry = ApiRecords['customer_balance_transaction'];

/** What is to be charged for `total`, and the balance that is left. A credit is negative, a debt positive; all in minor units. */
export function settleBalance(total: number, balance: number, currency: string): { due: number; ending: number } {
  const sum = total + balance;
  return sum <= 0 || sum < leastCharge(currency) ? { due: 0, ending: sum } : { due: sum, ending: 0 };
}

interface Movement {
  amount: number;
  type: Entry['type'];
  currency: string;
  invoice?: string | null;
  creditNote?: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
}

/** Moves a customer's balance, with its entry: a negative amount is credit for the customer. */
export function moveBalance({ store, clock, ids }: Sandbox, id: string, move: Movement): Entry {
  const customer: Customer | undefined = store.get('customer', id);
  if (!customer) throw new Error(`No customer ${id}`);
  const balance = customer.balance + move.amount;
  store.transition('customer', { ...customer, balance, currency: customer.currency ?? move.currency });
  return store.transition('customer_balance_transaction', {
    id: ids.next('cbtxn'), object: 'customer_balance_transaction', amount: move.amount, checkout_session: null, created: clock.now(), credit_note: move.creditNote ?? null,
    currency: move.currency, customer: id, customer_account: null, description: move.description ?? null, ending_balance: balance, invoice: move.invoice ?? null,
    livemode: false, metadata: move.metadata ?? {}, type: move.type,
  });
}
