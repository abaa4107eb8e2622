import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export type CreditGrant = ApiRecords['billing.credit_grant'];
type Entry = ApiRecords['billing.credit_balance_transaction'];
type Reason = { credit: NonNullable<Entry['credit']>['type'] } | { debit: NonNullable<Entry['debit']>['type'] };

/** Writes what a grant gained or lost; amounts are positive, in minor units. */
export function writeCredit({ store, clock, ids }: Sandbox, grant: CreditGrant, value: number, reason: Reason): Entry {
  const amount = { monetary: { currency: grant.amount.monetary?.currency ?? 'usd', value }, type: 'monetary' as const };
  return store.transition('billing.credit_balance_transaction', {
    id: ids.next('cbtxn'), object: 'billing.credit_balance_transaction', created: clock.now(), credit_grant: grant.id, effective_at: clock.now(), livemode: false, test_clock: grant.test_clock,
    credit: 'credit' in reason ? { amount, credits_application_invoice_voided: null, type: reason.credit } : null,
    debit: 'debit' in reason ? { amount, credits_applied: null, type: reason.debit } : null,
    type: 'credit' in reason ? 'credit' : 'debit',
  });
}

/** What is left of a grant, in minor units. */
export const leftOf = ({ store }: Sandbox, grant: CreditGrant): number =>
  store.owned('billing.credit_balance_transaction', grant.id).reduce((left, entry) => left + (entry.credit?.amount.monetary?.value ?? 0) - (entry.debit?.amount.monetary?.value ?? 0), 0);

export const isUsable = ({ clock }: Sandbox, grant: CreditGrant): boolean =>
  grant.voided_at === null && (grant.effective_at ?? grant.created) <= clock.now() && (grant.expires_at === null || clock.now() < grant.expires_at);

/** Ends a grant: what is left of it is gone. */
export function expireGrant(sandbox: Sandbox, grant: CreditGrant): CreditGrant {
  const { store, clock } = sandbox;
  const left = leftOf(sandbox, grant);
  if (left > 0) writeCredit(sandbox, grant, left, { debit: 'credits_expired' });
  return store.transition('billing.credit_grant', { ...grant, expires_at: clock.now(), updated: clock.now() });
}

type Line = Invoice['lines']['data'][number];

const applies = ({ applicability_config: { scope } }: CreditGrant, price: string): boolean => !scope.prices || scope.prices.some(({ id }) => id === price);

/** Lower priority numbers first, then what expires first, then what was given rather than paid, then the older. */
const inUseOrder = (a: CreditGrant, b: CreditGrant): number =>
  (a.priority ?? 50) - (b.priority ?? 50) || (a.expires_at ?? Infinity) - (b.expires_at ?? Infinity) || Number(a.category === 'paid') - Number(b.category === 'paid') || a.created - b.created;

function spend(sandbox: Sandbox, grants: readonly CreditGrant[], invoice: Invoice, line: Line): Line {
  const { store } = sandbox;
  const price = store.get('price', line.pricing?.price_details?.price ?? '');
  if (price?.recurring?.usage_type !== 'metered') return line;
  let open = line.amount - (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const used = grants.flatMap((grant): NonNullable<Line['pretax_credit_amounts']> => {
    const value = applies(grant, price.id) ? Math.min(open, leftOf(sandbox, grant)) : 0;
    if (value <= 0) return [];
    open -= value;
    const entry = writeCredit(sandbox, grant, value, { debit: 'credits_applied' });
    if (entry.debit) store.transition('billing.credit_balance_transaction', { ...entry, debit: { ...entry.debit, credits_applied: { invoice: invoice.id, invoice_line_item: line.id } } });
    return [{ amount: value, credit_balance_transaction: entry.id, type: 'credit_balance_transaction' }];
  });
  return used.length === 0 ? line : { ...line, pretax_credit_amounts: [...(line.pretax_credit_amounts ?? []), ...used] };
}

/** Pays for metered lines with the customer's credit grants, after discounts. */
export function applyCredits(sandbox: Sandbox, draft: Invoice): Invoice {
  const grants = sandbox.store.owned('billing.credit_grant', draft.customer ?? '')
    .filter((grant) => isUsable(sandbox, grant) && grant.amount.monetary?.currency === draft.currency).sort(inUseOrder);
  if (grants.length === 0) return draft;
  const data = draft.lines.data.map((line) => spend(sandbox, grants, draft, line));
  const used = data.flatMap((line) => (line.pretax_credit_amounts ?? []).filter(({ type }) => type === 'credit_balance_transaction'));
  const credits = used.reduce((sum, { amount }) => sum + amount, 0);
  if (credits === 0) return draft;
  const total = draft.total - credits;
  return {
    ...draft, lines: { ...draft.lines, data }, total, total_excluding_tax: total, amount_due: Math.max(0, total), amount_remaining: Math.max(0, total),
    total_pretax_credit_amounts: [...(draft.total_pretax_credit_amounts ?? []), ...used],
  };
}
