import type { EmailData, EmailKind } from '@/lib/domain/emails';
import type { Change } from './changes-between';
import type { StoredTerms } from './stored-terms';

export type MailOf = { [K in EmailKind]: { kind: K; data: EmailData[K] } }[EmailKind];

const spoken = ({ plan, interval, quantity, amountMinor, currency }: StoredTerms) => ({ plan, interval, quantity, amountMinor, currency });

/** What the workspace is told of a change in its history; null where another mail tells it, such as the receipt of a first payment. */
export const mailOfChange = (change: Change): MailOf | null => {
  const { type, from, to, effectiveAt } = change;
  const at = effectiveAt.toISOString();
  switch (type) {
    case 'upgraded':
    case 'downgraded':
    case 'interval_changed':
    case 'seats_changed':
      return from && to && { kind: 'change_confirmed', data: { from: spoken(from), to: spoken(to), effectiveAt: at, chargedMinor: change.amountMinor } };
    case 'downgrade_scheduled':
      return from && to && { kind: 'change_scheduled', data: { from: spoken(from), to: spoken(to), at } };
    case 'downgrade_blocked':
      return from && to && { kind: 'downgrade_blocked', data: { from: from.plan, to: to.plan, reasons: change.reason === null ? [] : [change.reason] } };
    case 'schedule_undone':
      return from && { kind: 'change_undone', data: { kept: spoken(from), was: 'downgrade' } };
    case 'cancel_undone':
      return to && { kind: 'change_undone', data: { kept: spoken(to), was: 'cancellation' } };
    case 'unpaused':
      return to && { kind: 'change_undone', data: { kept: spoken(to), was: 'pause' } };
    case 'cancel_scheduled':
      return from && { kind: 'canceled', data: { plan: from.plan, endsAt: at, isNow: false, creditMinor: null, currency: from.currency } };
    case 'canceled':
      return from && endOf(change, from, at);
    case 'paused':
      return from && { kind: 'paused', data: { plan: from.plan } };
    case 'started':
    case 'trial_started':
    case 'trial_converted':
    case 'retention_accepted':
    case 'promotion_applied':
    case 'payment_failed':
    case 'recovered':
      return null;
    default: {
      const unknown: never = type;
      throw new Error(`unknown change ${String(unknown)}`);
    }
  }
};

/** Somebody ended it at once, or it ended by itself. A negative amount is credit that stays. */
const endOf = (change: Change, from: StoredTerms, at: string): MailOf => {
  if (change.endedNow) return { kind: 'canceled', data: { plan: from.plan, endsAt: at, isNow: true, creditMinor: change.amountMinor === null ? null : 0 - change.amountMinor, currency: from.currency } };
  return { kind: 'ended', data: { plan: from.plan, endedAt: at, reason: change.reason === 'payment_failed' || change.reason === 'trial_over' ? change.reason : 'requested' } };
};
