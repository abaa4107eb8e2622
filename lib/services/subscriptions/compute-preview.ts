import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { changeBlockers } from '@/lib/domain/change-blockers';
import { localize } from '@/lib/domain/locale';
import { lostInChange } from '@/lib/domain/lost-in-change';
import { boundary } from '@/lib/domain/periods';
import { isTrialOver, kindOfChange, momentOfChange, resetsPeriod } from '@/lib/domain/subscription-change';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import { changedItems, phaseItems } from './change-items';
import { findPromotion, type Promotion } from './find-promotion';
import { idOf } from './id-of';
import type { DiscountParam, ItemParam } from './intent-kinds';
import { balanceAfter, dueNow, nothingDue, withBalance } from './preview-amounts';
import { readInUse } from './read-in-use';
import { inTheWayOf, type Live } from './read-live';
import { whileLocked } from './stripe-call';
import { targetOfChange, type TargetTerms, type Wanted } from './target-of-change';

/** A preview before it is kept: what is shown, and what carrying it out needs. */
export type Computed = {
  view: Omit<ChangePreviewView, 'previewId' | 'expiresAt'>;
  target: TargetTerms;
  items: ItemParam[];
  /** All discounts that hold after the change; null when it leaves them as they are. */
  discounts: DiscountParam[] | null;
  resetsAnchor: boolean;
  endsTrial: boolean;
};

const isLate = (live: Live): boolean => live.subscription.status === 'past_due' || live.subscription.status === 'unpaid';

/** What a change of the live subscription is, costs, takes away and is blocked by. All amounts are Stripe's, prorated at `at`. */
export const computePreview = async (ctx: WorkspaceCtx, live: Live, wanted: Wanted, at: Date): Promise<Computed> => {
  const target = await targetOfChange(ctx, wanted, live);
  const kind = kindOfChange(ctx.catalog, live.terms, target);
  const isTrialing = live.subscription.status === 'trialing';
  const endsTrial = isTrialing && isTrialOver(live.terms, target, target.terms);
  const trialEnd = isTrialing && !endsTrial && live.subscription.trial_end ? new Date(live.subscription.trial_end * 1000) : null;
  const when = momentOfChange(kind, isTrialing);
  const resetsAnchor = resetsPeriod(live.terms, target, isTrialing);
  const promotion = wanted.coupon === null ? null : await findPromotion(ctx, wanted.coupon, { customer: live.customer, currency: target.currency, isFirst: false, at, held: live.subscription.discounts });
  const discounts = promotion && [...live.subscription.discounts.map((one) => ({ discount: idOf(one) ?? '' })), { promotion_code: promotion.promotionCodeId }];
  const items = await changedItems(ctx, live, target);
  const asked = { live, items, discounts, resetsAnchor, endsTrial, at: Math.floor(at.getTime() / 1000) };
  const due = kind !== 'none' && when === 'now' && (endsTrial || !isTrialing) ? await invoicedNow(ctx, asked) : null;
  const amounts = due ? dueNow(due) : nothingDue;
  const periodEnd = new Date(live.item.current_period_end * 1000);
  const nextAt = due && (resetsAnchor || endsTrial) ? endOfLines(due, boundary(at, target.interval, 1)) : (trialEnd ?? periodEnd);
  const isAnew = live.schedule !== null || (when === 'period_end' && (resetsAnchor || promotion !== null)) || (due !== null && usesUp(live, promotion));
  const next = isAnew ? await invoicedAnew(ctx, asked, target, { promotion, isFromNow: when === 'now', isInvoicedNow: due !== null, nextAt }) : await invoicedNext(ctx, asked);
  const balance = next && (await balanceThen(ctx, live, due ? balanceAfter(due) : next.starting_balance));
  const inUse = await readInUse(ctx, live.plan, target.terms, { isOverdue: isLate(live), isPaused: live.subscription.status === 'paused' });
  const { name } = target;
  return {
    target, items, discounts, resetsAnchor, endsTrial,
    view: {
      kind, when, from: planTerms(live.terms, localize(live.plan.name, ctx.locale)), to: planTerms(target, name), currency: target.currency, ...amounts,
      nextInvoice: next && { amountMinor: withBalance(next, balance ?? 0), at: nextAt.toISOString() },
      effectiveAt: (when === 'now' ? new Date(asked.at * 1000) : periodEnd).toISOString(), trialEnd: trialEnd?.toISOString() ?? null,
      lost: lostInChange(ctx.catalog, allowed(live.plan, live.terms.quantity), allowed(target.terms, target.quantity), ctx.locale),
      blockers: kind === 'none' ? [] : changeBlockers(kind === 'downgrade' ? inUse : { ...inUse, features: [] }, { plan: name, seats: allowed(target.terms, target.quantity).seats, apiKeys: target.terms.apiKeys }),
      coupon: promotion?.view ?? null, card: live.onFile.card, prorationDate: asked.at,
    },
  };
};

export const planTerms = ({ plan, interval, quantity, amountMinor, currency }: Pick<TargetTerms, 'plan' | 'interval' | 'quantity' | 'amountMinor' | 'currency'>, name: string) => ({
  plan: { id: plan, name }, interval, quantity, amountMinor, currency,
});

export const allowed = (terms: TargetTerms['terms'], quantity: number) => ({ terms, seats: terms.perSeat ? quantity : terms.seats });

type Asked = { live: Live; items: ItemParam[]; discounts: DiscountParam[] | null; resetsAnchor: boolean; endsTrial: boolean; at: number };

/** What stands in the way is undone by the change, so the preview is made without it. */
const common = ({ live, items, discounts, resetsAnchor, endsTrial }: Asked) => ({
  subscription: live.subscription.id, ...(discounts ? { discounts } : {}),
  subscription_details: {
    items, ...(endsTrial ? { trial_end: 'now' as const } : {}), ...(resetsAnchor ? { billing_cycle_anchor: { type: 'now' as const } } : {}), ...(inTheWayOf(live).cancel === null ? {} : { cancel_at: '' as const }),
  },
});

const invoicedNow = (ctx: WorkspaceCtx, asked: Asked): Promise<Stripe.Invoice | null> => {
  const params = common(asked);
  return noneAsNull(ctx.stripe.invoices.createPreview({ ...params, subscription_details: { ...params.subscription_details, proration_behavior: 'always_invoice', ...(asked.endsTrial ? {} : { proration_date: asked.at }) } }, whileLocked));
};

/** What one interval costs from then on, without what is settled now. */
const invoicedNext = (ctx: WorkspaceCtx, asked: Asked): Promise<Stripe.Invoice | null> => {
  const params = common(asked);
  return noneAsNull(ctx.stripe.invoices.createPreview({ ...params, preview_mode: 'recurring', subscription_details: { ...params.subscription_details, proration_behavior: 'none' } }, whileLocked));
};

type Then = { promotion: Promotion | null; isFromNow: boolean; isInvoicedNow: boolean; nextAt: Date };

/**
 * The same where Stripe's preview of the subscription would go on to a schedule that the change takes back, would begin the other
 * interval or a discount of some months now instead of then, or would use a discount again that the change uses up: the items bought anew are billed alike, with the discounts that are left by then.
 */
const invoicedAnew = async (ctx: WorkspaceCtx, { live }: Asked, target: TargetTerms, { promotion, isFromNow, isInvoicedNow, nextAt }: Then): Promise<Stripe.Invoice | null> => {
  const isLeft = (once: boolean, endsAt: Date | null) => !(once && isInvoicedNow) && (endsAt === null || endsAt > nextAt);
  const held = live.subscription.discounts.filter((one) => typeof one !== 'string');
  const left = held.filter(({ end, source }) => isLeft(isOnce(source.coupon), end === null ? null : new Date(end * 1000))).map(({ source }) => ({ coupon: idOf(source.coupon) ?? '' }));
  const isNewLeft = promotion !== null && (!isFromNow || isLeft(promotion.isOnce, promotion.view.endsAt === null ? null : new Date(promotion.view.endsAt)));
  const discounts = [...left, ...(isNewLeft ? [{ promotion_code: promotion.promotionCodeId }] : [])];
  return noneAsNull(ctx.stripe.invoices.createPreview({ customer: live.customer, discounts, subscription_details: { items: await phaseItems(ctx, target) } }, whileLocked));
};

/** Whether a discount is for one invoice only: the one that the change makes now. */
const usesUp = (live: Live, promotion: Promotion | null): boolean => promotion?.isOnce === true || live.subscription.discounts.some((one) => typeof one !== 'string' && isOnce(one.source.coupon));

const isOnce = (coupon: string | Stripe.Coupon | null): boolean => typeof coupon === 'object' && coupon?.duration === 'once';

/** What is left of credit for the next invoice: a renewal that Stripe still prepares takes its share before. */
const balanceThen = async (ctx: WorkspaceCtx, live: Live, balanceMinor: number): Promise<number> => {
  if (balanceMinor >= 0) return balanceMinor;
  const { data: drafts } = await ctx.stripe.invoices.list({ customer: live.customer, status: 'draft', limit: 100 }, whileLocked);
  return Math.min(0, drafts.reduce((left, draft) => left + draft.total, balanceMinor));
};

export const noneAsNull = (preview: Promise<Stripe.Invoice>): Promise<Stripe.Invoice | null> =>
  preview.catch((reason: unknown) => {
    if ((reason as { code?: unknown } | null)?.code === 'invoice_upcoming_none') return null;
    throw reason;
  });

const endOfLines = ({ lines }: Stripe.Invoice, otherwise: Date): Date => {
  const ends = lines.data.filter((line) => !line.parent?.subscription_item_details?.proration && line.amount >= 0).map((line) => line.period.end);
  return ends.length === 0 ? otherwise : new Date(Math.max(...ends) * 1000);
};

