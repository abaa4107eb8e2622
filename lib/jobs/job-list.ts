import type { z } from 'zod';
import { ledgerKeepMonths } from '@/lib/adapters/env';
import type { Ctx } from '@/lib/context';
import { notifyAlerts, notifyAlertsInput } from '@/lib/services/alerts/notify-alerts';
import { recoverAlerts, recoverAlertsInput } from '@/lib/services/alerts/recover-alerts';
import { closePeriods, closePeriodsInput } from '@/lib/services/credits/close-periods';
import { sendEmailInput } from '@/lib/services/emails/send-email';
import { sweepEmails, sweepEmailsInput } from '@/lib/services/emails/sweep-emails';
import { warnExpiringCards, warnExpiringCardsInput } from '@/lib/services/emails/warn-expiring-cards';
import { pruneIdempotentRequests, pruneIdempotentRequestsInput } from '@/lib/services/idempotency/prune-idempotent-requests';
import { pruneThrottles, pruneThrottlesInput } from '@/lib/services/identity/prune-throttles';
import { applyInboundEvent, applyInboundEventInput } from '@/lib/services/inbound-events/apply-inbound-event';
import { catchUpEvents, catchUpEventsInput } from '@/lib/services/inbound-events/catch-up-events';
import { sweepEvents, sweepEventsInput } from '@/lib/services/inbound-events/sweep-events';
import { endPlanOverrides, endPlanOverridesInput } from '@/lib/services/overrides/end-plan-overrides';
import { reportOverage, reportOverageInput } from '@/lib/services/overage/report-overage';
import { reportWorkspaceOverage, reportWorkspaceOverageInput } from '@/lib/services/overage/report-workspace-overage';
import { finishIntents, finishIntentsInput } from '@/lib/services/subscriptions/finish-intents';
import { reconcile, reconcileInput } from '@/lib/services/reconciliation/reconcile';
import { watchSubscriptions, watchSubscriptionsInput } from '@/lib/services/subscriptions/watch-subscriptions';
import { detachMonths } from '@/lib/services/usage/detach-months';
import { ensurePartitions, ensurePartitionsInput } from '@/lib/services/usage/ensure-partitions';
import { expireHolds, expireHoldsInput } from '@/lib/services/usage/expire-holds';
import { pruneCounters, pruneCountersInput } from '@/lib/services/usage/prune-counters';
import { rollUsage, rollUsageInput } from '@/lib/services/usage/roll-usage';
import { sendRenderedEmail } from './send-rendered-email';

export type Job = {
  /** When it runs by itself, as crontab writes it, in UTC. */
  cron?: string;
  /** It asks Stripe about one workspace after the other, which takes long when Stripe is slow: one such job runs at a time, beside the others. */
  isLong?: boolean;
  /** Parses what was queued and runs the verb. */
  run(ctx: Ctx, payload: unknown): Promise<unknown>;
};

const job = <S extends z.ZodType>(verb: (ctx: Ctx, input: z.output<S>) => Promise<unknown>, input: S, cron?: string): Job => ({
  cron,
  run: (ctx, payload) => verb(ctx, input.parse(cron === undefined ? payload : {})),
});

const long = (one: Job): Job => ({ ...one, isLong: true });

/** Job name -> verb, and when. */
export const jobs: Readonly<Record<string, Job>> = {
  apply_inbound_event: job(applyInboundEvent, applyInboundEventInput),
  sweep_events: job(sweepEvents, sweepEventsInput, '* * * * *'),
  finish_intents: job(finishIntents, finishIntentsInput, '* * * * *'),
  watch_subscriptions: long(job(watchSubscriptions, watchSubscriptionsInput, '*/10 * * * *')),
  catch_up_events: long(job(catchUpEvents, catchUpEventsInput, '17 * * * *')),
  send_email: job(sendRenderedEmail, sendEmailInput),
  sweep_emails: job(sweepEmails, sweepEmailsInput, '* * * * *'),
  warn_expiring_cards: long(job(warnExpiringCards, warnExpiringCardsInput, '11 9 * * *')),
  report_workspace_overage: job(reportWorkspaceOverage, reportWorkspaceOverageInput),
  report_overage: long(job(reportOverage, reportOverageInput, '*/5 * * * *')),
  reconcile: long(job(reconcile, reconcileInput, '29 4 * * *')),
  notify_alerts: job(notifyAlerts, notifyAlertsInput, '* * * * *'),
  recover_alerts: job(recoverAlerts, recoverAlertsInput, '* * * * *'),
  end_plan_overrides: long(job(endPlanOverrides, endPlanOverridesInput, '* * * * *')),
  expire_holds: job(expireHolds, expireHoldsInput, '* * * * *'),
  close_periods: job(closePeriods, closePeriodsInput, '7 * * * *'),
  roll_usage: job(rollUsage, rollUsageInput, '* * * * *'),
  ensure_partitions: job(ensurePartitions, ensurePartitionsInput, '23 2 * * *'),
  detach_months: { cron: '37 2 * * *', run: (ctx) => detachMonths(ctx, { keepMonths: ledgerKeepMonths() }) },
  prune_idempotent_requests: job(pruneIdempotentRequests, pruneIdempotentRequestsInput, '47 3 * * *'),
  prune_throttles: job(pruneThrottles, pruneThrottlesInput, '53 3 * * *'),
  prune_counters: job(pruneCounters, pruneCountersInput, '41 3 * * *'),
};
