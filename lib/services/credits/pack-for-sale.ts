import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { packLookupKey } from '@/lib/domain/stripe-names';

export type PackForSale = { pack: string; meter: string; units: number; amountMinor: number; currency: string; stripePriceId: string };

/** What Checkout may sell: a pack of the catalogue whose price is at Stripe as the catalogue says it. 422 for no such pack. */
export const packForSale = async (ctx: Ctx, pack: string): Promise<PackForSale> => {
  const packs = ctx.catalog.creditPacks ?? {};
  const terms = Object.hasOwn(packs, pack) ? packs[pack] : undefined;
  const { currency } = ctx.catalog;
  const amountMinor = terms?.prices[currency];
  if (!terms || amountMinor === undefined) {
    const message = 'There is no such pack. GET /api/v1/credits lists those on offer.';
    throw new AppError('invalid_input', message, { errors: [{ pointer: '/pack', message }] });
  }
  const price = await ctx.db.catalogPrice.findUnique({ where: { lookupKey: packLookupKey(ctx.catalog.id, pack, currency) } });
  if (price?.amountMinor !== amountMinor) {
    throw new AppError('unavailable', 'This pack cannot be bought at the moment: its price is not at Stripe yet. Try again in a minute.', { retryAfterSeconds: 60 });
  }
  return { pack, meter: terms.meter, units: terms.units, amountMinor, currency, stripePriceId: price.stripePriceId };
};
