import type { EmailData, EmailKind } from '@/lib/domain/emails';

const pro = { plan: 'pro', interval: 'month', quantity: 1, amountMinor: 4_900, currency: 'usd' } as const;
const starter = { plan: 'starter', interval: 'month', quantity: 1, amountMinor: 1_900, currency: 'usd' } as const;
const team = { plan: 'business', interval: 'year', quantity: 3, amountMinor: 177_000, currency: 'usd' } as const;
const free = { plan: 'free', interval: null, quantity: 1, amountMinor: 0, currency: 'usd' } as const;
const at = '2026-12-01T09:30:00Z';
const later = '2027-01-01T00:00:00Z';
const usd = { amountMinor: 4_900, currency: 'usd' };

/** One or more of every kind of mail, for tests and for looking at them. */
export const exampleEmails: { [K in EmailKind]: EmailData[K][] } = {
  welcome: [{ name: 'Ada Lovelace', plan: 'free' }],
  receipt: [
    {
      ...usd, number: 'TG-0042', paidAt: at, hostedUrl: 'https://invoice.stripe.com/i/42', pdfUrl: 'https://invoice.stripe.com/i/42/pdf',
      lines: [{ description: 'Unused time on Starter after 1 Dec 2026', amountMinor: -1_226 }, { description: 'Remaining time on Pro after 1 Dec 2026', amountMinor: 6_126 }],
    },
    { amountMinor: 0, currency: 'usd', number: null, paidAt: at, lines: [], hostedUrl: null, pdfUrl: null },
  ],
  change_confirmed: [
    { from: starter, to: pro, effectiveAt: at, chargedMinor: 3_000 }, { from: { ...team, quantity: 2, amountMinor: 118_000 }, to: team, effectiveAt: at, chargedMinor: null },
    { from: pro, to: starter, effectiveAt: at, chargedMinor: -1_500 }, { from: pro, to: free, effectiveAt: at, chargedMinor: 0 },
  ],
  change_scheduled: [{ from: pro, to: starter, at: later }, { from: team, to: { ...team, quantity: 2, amountMinor: 118_000 }, at: later }],
  change_undone: [{ kept: pro, was: 'downgrade' }, { kept: pro, was: 'cancellation' }, { kept: pro, was: 'pause' }],
  canceled: [
    { plan: 'pro', endsAt: later, isNow: false, creditMinor: null, currency: null }, { plan: 'pro', endsAt: at, isNow: true, creditMinor: 2_450, currency: 'usd' },
  ],
  ended: [{ plan: 'pro', endedAt: at, reason: 'requested' }, { plan: 'pro', endedAt: at, reason: 'payment_failed' }, { plan: 'pro', endedAt: at, reason: 'trial_over' }],
  paused: [{ plan: 'pro' }],
  payment_failed: [
    { ...usd, invoiceId: 'in_42', attempt: 1, nextAttemptAt: later, graceEndsAt: later, card: { brand: 'visa', last4: '4242' } },
    { ...usd, invoiceId: 'in_42', attempt: 4, nextAttemptAt: null, graceEndsAt: later, card: null },
  ],
  payment_recovered: [{ ...usd, plan: 'pro' }],
  access_limited: [{ ...usd, plan: 'pro', fallbackPlan: 'free' }],
  downgrade_blocked: [{ from: 'pro', to: 'starter', reasons: ['5 people are in the workspace; Starter has room for 3.', '8 API keys are live; Starter has room for 5.'] }],
  card_expiring: [{ brand: 'visa', last4: '4242', expMonth: 12, expYear: 2026 }, { brand: 'somebank', last4: '4242', expMonth: 1, expYear: 2027 }],
  trial_ending: [{ ...usd, plan: 'pro', endsAt: later, hasCard: true }, { ...usd, plan: 'pro', endsAt: later, hasCard: false }],
  usage_alert: [
    { meter: 'calls', window: 'month', scope: { kind: 'plan', name: null }, threshold: 80, limit: 10_000, used: 8_000, beyond: 'refused', at, resetsAt: later, decisionId: 'dec_01' },
    { meter: 'credits', window: 'billing_period', scope: { kind: 'plan', name: null }, threshold: 100, limit: 500_000, used: 500_000, beyond: 'billed', at, resetsAt: later, decisionId: null },
    { meter: 'credits', window: 'billing_period', scope: { kind: 'plan', name: null }, threshold: 90, limit: 2_000, used: 1_801, beyond: 'credits', at, resetsAt: later, decisionId: 'dec_01' },
    { meter: 'calls', window: 'day', scope: { kind: 'key', name: 'My laptop' }, threshold: 100, limit: 50, used: 50, beyond: 'refused', at, resetsAt: later, decisionId: 'dec_01' },
    { meter: 'calls', window: 'month', scope: { kind: 'member', name: 'Grace Hopper' }, threshold: 120, limit: 1_000, used: 1_200, beyond: 'told', at, resetsAt: later, decisionId: 'dec_01' },
    { meter: 'spend', window: 'billing_period', scope: { kind: 'workspace', name: null }, threshold: 90, limit: 50_00, used: 45_50, beyond: 'refused', at, resetsAt: later, decisionId: 'dec_01' },
  ],
  credits_bought: [{ amountMinor: 2_000, currency: 'usd', units: 20_000, unit: 'credits', balance: 21_450 }],
};
