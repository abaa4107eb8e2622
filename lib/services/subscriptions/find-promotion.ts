import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { boundary } from '@/lib/domain/periods';
import type { DiscountView } from '@/lib/domain/views/billing-view';
import { idOf } from './id-of';
import { whileLocked } from './stripe-call';

/** For whom a code shall hold. `held` are the discounts of the subscription that is changed. */
type Buyer = { customer: string | null; currency: string; isFirst: boolean; at: Date; held?: Stripe.Subscription['discounts'] };

export type Promotion = { promotionCodeId: string; isOnce: boolean; view: DiscountView };

const refused = (message: string): AppError => new AppError('invalid_input', message, { errors: [{ pointer: '?coupon', message }] });

/**
 * The promotion code that a customer typed, if it holds for them now: each once per workspace, because Stripe would take it with
 * every change again. Throws 422 with the reason else. Stripe checks its conditions once more when it is redeemed.
 */
export const findPromotion = async (ctx: WorkspaceCtx, code: string, about: Buyer): Promise<Promotion> => {
  const { customer, currency, isFirst, at } = about;
  const { data } = await ctx.stripe.promotionCodes.list({ code, active: true, limit: 1, expand: ['data.promotion.coupon'] }, whileLocked);
  const found = data[0];
  const coupon = found?.promotion.coupon;
  if (!found || !coupon || typeof coupon === 'string') throw refused('There is no such promotion code, or it is no longer valid.');
  const seconds = Math.floor(at.getTime() / 1000);
  const isOver = !coupon.valid || (found.expires_at !== null && found.expires_at <= seconds) || (found.max_redemptions !== null && found.times_redeemed >= found.max_redemptions);
  if (isOver) throw refused('This promotion code is no longer valid.');
  const owner = idOf(found.customer);
  if (owner !== null && owner !== customer) throw refused('This promotion code is for somebody else.');
  if (found.restrictions.first_time_transaction && !isFirst) throw refused('This promotion code is for a first purchase.');
  if (coupon.amount_off !== null && coupon.currency !== currency) throw refused(`This promotion code is not for prices in ${currency.toUpperCase()}.`);
  if (await isUsed(ctx, found.id, about)) throw refused('This promotion code was used already.');
  return { promotionCodeId: found.id, isOnce: coupon.duration === 'once', view: viewOf(coupon, at) };
};

const isUsed = async (ctx: WorkspaceCtx, id: string, { customer, held = [] }: Buyer): Promise<boolean> => {
  if (held.some((one) => typeof one !== 'string' && idOf(one.promotion_code) === id)) return true;
  const [used] = await ctx.db.$queryRaw<{ yes: boolean }[]>`
    SELECT EXISTS (SELECT FROM change_intents WHERE workspace_id = ${ctx.workspaceId} AND kind = 'change_now' AND status = 'applied' AND input -> 'discounts' @> ${JSON.stringify([{ promotion_code: id }])}::jsonb)
      OR EXISTS (SELECT FROM checkouts WHERE workspace_id = ${ctx.workspaceId} AND status = 'complete' AND promotion_code_id = ${id})
      OR EXISTS (SELECT FROM subscriptions WHERE workspace_id = ${ctx.workspaceId} AND discount ->> 'promotionCode' = ${id}) AS yes`;
  return used?.yes === true || (customer !== null && (await isOnPaidInvoice(ctx, id, customer)));
};

/** However it was redeemed: typed on Stripe's page, or with a change that was scheduled. */
const isOnPaidInvoice = async (ctx: WorkspaceCtx, id: string, customer: string): Promise<boolean> => {
  const { data } = await ctx.stripe.invoices.list({ customer, status: 'paid', limit: 100, expand: ['data.discounts'] }, whileLocked);
  return data.some(({ discounts }) => discounts.some((one) => typeof one !== 'string' && idOf(one.promotion_code) === id));
};

const viewOf = (coupon: Stripe.Coupon, at: Date): DiscountView => ({
  name: coupon.name ?? coupon.id, percentOff: coupon.percent_off, amountOffMinor: coupon.amount_off, endsAt: coupon.duration === 'repeating' ? monthsOn(at, coupon.duration_in_months ?? 0) : null,
});

const monthsOn = (now: Date, months: number): string => boundary(now, 'month', months).toISOString();
