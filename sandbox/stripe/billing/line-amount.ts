import type { ApiRecords } from '@/sandbox/stripe/store/collections';

type Price = ApiRecords['price'];

export const isMetered = (price: Price): boolean => price.recurring?.usage_type === 'metered';

/** `quantity` times a unit price with decimals (`'0.5'`), rounded half up to the minor unit. */
function timesDecimal(unit: string, quantity: number): number {
  const [whole = '0', fraction = ''] = unit.split('.');
  const scale = 10n ** BigInt(fraction.length);
  return Number((BigInt(`${whole}${fraction}`) * BigInt(quantity) * 2n + scale) / (2n * scale));
}

function packs(price: Price, quantity: number): number {
  const bundle = price.transform_quantity;
  if (!bundle) return quantity;
  return bundle.round === 'up' ? Math.ceil(quantity / bundle.divide_by) : Math.floor(quantity / bundle.divide_by);
}

type Tier = NonNullable<Price['tiers']>[number];

const tierAmount = (tier: Tier, quantity: number): number =>
  (tier.unit_amount_decimal === null ? 0 : timesDecimal(tier.unit_amount_decimal, quantity)) + (quantity > 0 ? (tier.flat_amount ?? 0) : 0);

/** Graduated: each tier prices the part that falls into it. Volume: the tier that is reached prices everything. */
function tiered(price: Price, quantity: number): number {
  const tiers = price.tiers ?? [];
  if (price.tiers_mode === 'volume') {
    const reached = tiers.find((tier) => tier.up_to === null || quantity <= tier.up_to);
    return reached ? tierAmount(reached, quantity) : 0;
  }
  let below = 0;
  let total = 0;
  for (const tier of tiers) {
    const top = Math.min(quantity, tier.up_to ?? quantity);
    if (top > below) total += tierAmount(tier, top - below);
    below = Math.max(below, top);
  }
  return total;
}

/** What a whole period of `quantity` costs before discounts, in minor units. */
export function amountFor(price: Price, quantity: number): number {
  if (price.billing_scheme === 'tiered') return tiered(price, quantity);
  const units = packs(price, quantity);
  return price.unit_amount === null ? timesDecimal(price.unit_amount_decimal ?? '0', units) : price.unit_amount * units;
}
