import type { Kind, Records } from './collections';

type OwnersOf = { [K in Kind]?: (record: Records[K]) => (string | null | undefined)[] };

/** What a record belongs to: `store.owned(kind, id)` finds it by any of these without looking at the others. */
const ownersOf: OwnersOf = {
  subscription: ({ customer, schedule }) => [customer, schedule],
  invoice: ({ customer, parent }) => [customer, parent?.subscription_details?.subscription],
  invoice_payment: ({ invoice, payment }) => [invoice, payment.payment_intent],
  payment_intent: ({ customer }) => [customer],
  charge: ({ customer, payment_intent }) => [customer, payment_intent],
  payment_method: ({ customer }) => [customer],
  invoiceitem: ({ customer, parent, invoice }) => [customer, parent?.subscription_details?.subscription, invoice],
  subscription_schedule: ({ customer, subscription }) => [customer, subscription],
  customer_balance_transaction: ({ customer, invoice }) => [customer, invoice],
  dispute: ({ charge, payment_intent }) => [charge, payment_intent],
  refund: ({ charge, payment_intent }) => [charge, payment_intent],
  credit_note: ({ customer, invoice }) => [customer, invoice],
  meter_event: ({ meter, customer }) => [`${meter} ${customer}`],
  'billing.credit_grant': ({ customer }) => [customer],
  'billing.credit_balance_transaction': ({ credit_grant }) => [credit_grant],
  debit: ({ subscription, item, invoice }) => [subscription, item, invoice],
};

/** The ids that own each record, kept beside the tables. */
export class Owners {
  private readonly known = new Map<string, Map<string, Set<string>>>();

  ids(kind: Kind, owner: string): Iterable<string> {
    return this.known.get(kind)?.get(owner) ?? [];
  }

  update<K extends Kind>(kind: K, before: Records[K] | undefined, after: Records[K] | undefined): void {
    const read = ownersOf[kind];
    if (!read) return;
    const is = new Set(after ? read(after) : []);
    for (const owner of before ? read(before) : []) if (owner && before && !is.has(owner)) this.known.get(kind)?.get(owner)?.delete(before.id);
    for (const owner of is) if (owner && after) this.setOf(kind, owner).add(after.id);
  }

  clear(): void {
    this.known.clear();
  }

  private setOf(kind: Kind, owner: string): Set<string> {
    const byOwner = this.known.get(kind) ?? new Map<string, Set<string>>();
    this.known.set(kind, byOwner);
    const ids = byOwner.get(owner) ?? new Set<string>();
    byOwner.set(owner, ids);
    return ids;
  }
}
