import type { PriceInterval, Window } from './catalog';

export type EmailTerms = { plan: string; interval: PriceInterval | null; quantity: number; amountMinor: number; currency: string };
/** What happens to calls beyond a limit. `told`: they pass, and the workspace is told. */
export type BeyondAlert = 'refused' | 'billed' | 'credits' | 'told';
type Money = { amountMinor: number; currency: string };

/**
 * Every mail the product sends and the facts in it. Times are RFC 3339; amounts minor units; links are made from the portal's
 * origin. Plans are catalogue ids and a `unit` is a meter's id, so that each is named in the recipient's language; a text that
 * is no id is said as it is.
 */
export type EmailData = {
  welcome: { name: string; plan: string };
  receipt: Money & { number: string | null; paidAt: string; lines: { description: string; amountMinor: number }[]; hostedUrl: string | null; pdfUrl: string | null };
  change_confirmed: { from: EmailTerms; to: EmailTerms; effectiveAt: string; chargedMinor: number | null };
  change_scheduled: { from: EmailTerms; to: EmailTerms; at: string };
  change_undone: { kept: EmailTerms; was: 'downgrade' | 'cancellation' | 'pause' };
  canceled: { plan: string; endsAt: string; isNow: boolean; creditMinor: number | null; currency: string | null };
  ended: { plan: string; endedAt: string; reason: 'requested' | 'payment_failed' | 'trial_over' };
  paused: { plan: string };
  payment_failed: Money & { invoiceId: string; attempt: number; nextAttemptAt: string | null; graceEndsAt: string; card: { brand: string; last4: string } | null };
  payment_recovered: Money & { plan: string };
  access_limited: { plan: string; fallbackPlan: string; amountMinor: number; currency: string };
  downgrade_blocked: { from: string; to: string; reasons: string[] };
  card_expiring: { brand: string; last4: string; expMonth: number; expYear: number };
  trial_ending: { plan: string; endsAt: string; amountMinor: number; currency: string; hasCard: boolean };
  usage_alert: {
    meter: string; window: Window; scope: { kind: 'plan' | 'workspace' | 'key' | 'member'; name: string | null }; threshold: number; limit: number; used: number; beyond: BeyondAlert;
    at: string; resetsAt: string; decisionId: string | null;
  };
  credits_bought: Money & { units: number; unit: string; balance: number };
};

export type EmailKind = keyof EmailData;
