import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { changeBlockers } from '@/lib/domain/change-blockers';
import { localize } from '@/lib/domain/locale';
import { lostInChange } from '@/lib/domain/lost-in-change';
import { boundary } from '@/lib/domain/periods';
import { termsOf } from '@/lib/services/catalog/current-plan-version';
import { lockedCustomer } from '@/lib/services/payment-methods/locked-customer';
import { phaseItems } from './change-items';
import { allowed, planTerms, type Computed } from './compute-preview';
import { findPromotion, type Promotion } from './find-promotion';
import { balanceAfter, dueNow, nothingDue, withBalance } from './preview-amounts';
import { readInUse } from './read-in-use';
import { whileLocked } from './stripe-call';
import { targetOfChange, type TargetTerms, type Wanted } from './target-of-change';
import { withStripe } from './with-stripe';

const dayMs = 86_400_000;

/** What a first purchase will cost on Stripe's page: the price, what a code takes off, and the trial, which each workspace has once. */
export const computeFirstPreview = async (ctx: WorkspaceCtx, wanted: Wanted, at: Date): Promise<Computed> => {
  const target = await targetOfChange(ctx, wanted, null);
  const workspace = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspaceId }, include: { planVersion: true } });
  const current = termsOf(workspace.planVersion);
  const customer = workspace.stripeCustomerId ?? (await withStripe(ctx, lockedCustomer));
  const had = await ctx.db.subscription.count({ where: { workspaceId: ctx.workspaceId } });
  const promotion = wanted.coupon === null ? null : await findPromotion(ctx, wanted.coupon, { customer, currency: target.currency, isFirst: had === 0, at });
  const trialDays = had === 0 ? (target.terms.trialDays ?? null) : null;
  const begun = new Date(Math.floor(at.getTime() / 1000) * 1000);
  const trialEnd = trialDays === null ? null : new Date(begun.getTime() + trialDays * dayMs);
  const first = await firstInvoice(ctx, target, customer, promotion);
  const amounts = trialEnd ? nothingDue : dueNow(first);
  const later = trialEnd || !promotion?.isOnce ? first : await firstInvoice(ctx, target, customer, null);
  const balance = trialEnd ? first.starting_balance : balanceAfter(first);
  const room = allowed(target.terms, target.quantity);
  const blockers = changeBlockers(await readInUse(ctx, target.terms, target.terms), { plan: target.name, seats: room.seats, apiKeys: target.terms.apiKeys });
  const { plan } = workspace.planVersion;
  return {
    target, items: await phaseItems(ctx, target), discounts: promotion && [{ promotion_code: promotion.promotionCodeId }], resetsAnchor: false, endsTrial: false,
    view: {
      kind: 'first', when: 'checkout', to: planTerms(target, target.name), currency: target.currency, ...amounts,
      from: { plan: { id: plan, name: localize(current.name, ctx.locale) }, interval: null, quantity: 1, amountMinor: 0, currency: target.currency },
      nextInvoice: { amountMinor: withBalance(later, balance), at: (trialEnd ?? boundary(begun, target.interval, 1)).toISOString() },
      effectiveAt: begun.toISOString(), trialEnd: trialEnd?.toISOString() ?? null,
      lost: lostInChange(ctx.catalog, allowed(current, 1), room, ctx.locale), blockers, coupon: promotion?.view ?? null, card: null, prorationDate: begun.getTime() / 1000,
    },
  };
};

/** The whole first interval, without its trial. Stripe works nothing out for nobody, so the customer is made by then. */
const firstInvoice = (ctx: WorkspaceCtx, target: TargetTerms, customer: string, promotion: Promotion | null): Promise<Stripe.Invoice> =>
  ctx.stripe.invoices.createPreview({
    customer, ...(promotion ? { discounts: [{ promotion_code: promotion.promotionCodeId }] } : {}),
    subscription_details: { items: [{ price: target.stripePriceId, quantity: target.quantity }] },
  }, whileLocked);
