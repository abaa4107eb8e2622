import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { accessOf, graceDays, isLive } from '@/lib/domain/access';
import { localize } from '@/lib/domain/locale';
import { periodAt, type Period } from '@/lib/domain/periods';
import type { DiscountView } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { windowAt } from '@/lib/domain/windows';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import type { SubscriptionFacts } from './project-subscription';
import { factsOf } from './record-history';
import type { DiscountInForce } from './stored-terms';
import { plansById, termsView } from './terms-view';

export const getCurrentSubscriptionInput = z.strictObject({});

/** The plan in force and the subscription behind it. After a subscription ended only its status is left; what is billed is null. */
export const getCurrentSubscription = async (ctx: WorkspaceCtx, _input: z.input<typeof getCurrentSubscriptionInput> = {}): Promise<SubscriptionView> => {
  const workspace = await ctx.db.workspace.findUniqueOrThrow({
    where: { id: ctx.workspaceId }, include: { planVersion: true, subscriptions: { orderBy: [{ startedAt: 'desc' }], include: { planVersion: true } }, _count: { select: { members: true } } },
  });
  const rows = workspace.subscriptions.map(({ planVersion, ...row }) => ({ plan: planVersion.plan, terms: termsOf(planVersion), facts: factsOf(row) }));
  const sold = rows.find(({ facts }) => isLive(facts.status));
  const live = sold?.facts;
  const last = live ?? rows[0]?.facts;
  const period = live ? periodOf(live, ctx.now) : windowAt('billing_period', ctx.now, workspace.periodAnchor);
  return {
    plan: { id: workspace.planVersion.plan, name: localize(termsOf(workspace.planVersion).name, ctx.locale) },
    subscribed: sold ? { id: sold.plan, name: localize(sold.terms.name, ctx.locale) } : null,
    status: last?.status ?? null,
    access: last ? accessOf(last.status, last.pastDueSince, ctx.now) : 'full',
    interval: live?.interval ?? null,
    amountMinor: live?.amountMinor ?? null,
    currency: live?.currency ?? null,
    quantity: live?.quantity ?? null,
    isPerSeat: sold?.terms.perSeat === true,
    mostSeats: sold?.terms.perSeat ? sold.terms.seats : null,
    members: workspace._count.members,
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    cancelAt: live?.cancelAt?.toISOString() ?? null,
    trialEnd: live?.trialEnd?.toISOString() ?? null,
    pausedAt: live?.status === 'paused' ? (live.pausedAt ?? live.currentPeriodStart).toISOString() : null,
    canPause: sold?.terms.pausable === true && live?.status === 'active',
    discount: live?.discount ? discountView(live.discount) : null,
    card: live?.card ?? null,
    ...(await whatIsComing(ctx, live)),
    overdue: live ? await overdueOf(ctx, live) : null,
  };
};

export const discountView = ({ name, percentOff, amountOffMinor, endsAt }: DiscountInForce): DiscountView => ({ name, percentOff, amountOffMinor, endsAt });

const whatIsComing = async (ctx: WorkspaceCtx, live: SubscriptionFacts | undefined): Promise<Pick<SubscriptionView, 'scheduled' | 'pendingPayment'>> => {
  if (!live) return { scheduled: null, pendingPayment: null };
  const { scheduled, pendingChange: pending, currency } = live;
  const plans = await plansById(ctx, [scheduled?.planVersionId, pending?.planVersionId]);
  const invoice = pending && (await ctx.db.invoice.findUnique({ where: { stripeInvoiceId: pending.invoiceId }, select: { amountDueMinor: true } }));
  return {
    scheduled: scheduled && { to: termsView({ ...scheduled, currency }, plans), at: scheduled.at },
    pendingPayment: pending && { invoiceId: pending.invoiceId, amountMinor: invoice?.amountDueMinor ?? 0, currency, to: termsView({ ...pending, currency }, plans), expiresAt: pending.expiresAt },
  };
};

/** The oldest invoice that Stripe tried to collect and could not, while the subscription is late. */
const overdueOf = async (ctx: WorkspaceCtx, live: SubscriptionFacts): Promise<SubscriptionView['overdue']> => {
  if (live.status !== 'past_due' && live.status !== 'unpaid') return null;
  const owed = await ctx.db.invoice.findFirst({ where: { workspaceId: ctx.workspaceId, status: 'open', attemptCount: { gt: 0 } }, orderBy: { createdAt: 'asc' } });
  if (!owed) return null;
  const graceEndsAt = new Date((live.pastDueSince ?? owed.createdAt).getTime() + graceDays * 86_400_000).toISOString();
  return { invoiceId: owed.stripeInvoiceId, amountMinor: owed.amountDueMinor, currency: owed.currency, graceEndsAt, nextAttemptAt: owed.nextAttemptAt?.toISOString() ?? null };
};

/** Stripe's period; once it is over, the next one, although Stripe has not told us yet. */
const periodOf = (row: SubscriptionFacts, now: Date): Period =>
  now < row.currentPeriodEnd ? { start: row.currentPeriodStart, end: row.currentPeriodEnd } : periodAt(row.billingAnchor, row.interval === 'year' ? 'year' : 'month', now);
