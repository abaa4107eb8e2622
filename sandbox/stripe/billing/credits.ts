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
