import { isCurrency } from '@/sandbox/stripe/billing/money';
import { array, choice, integer, map, object, required, text, type Field } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

type Price = ApiRecords['price'];
type Tier = NonNullable<Price['tiers']>[number];
type Option = NonNullable<Price['currency_options']>[string];

const largest = 99_999_999_999;

/** An amount in minor units with up to twelve decimals, as text: money is never read into a float. */
const decimalAmount: Field<string | undefined> = {
  decode(raw, path) {
    const value = text(30).decode(raw, path);
    if (value !== undefined && !/^\d{1,11}(\.\d{1,12})?$/.test(value)) throw invalidRequest(`Invalid decimal: ${value}`, 'parameter_invalid_decimal', path);
    return value;
  },
};

const upTo: Field<number | null | undefined> = { decode: (raw, path) => (raw === 'inf' ? null : integer(1).decode(raw, path)) };
const tierField = object({
  up_to: { ...upTo, decode: (raw, path) => requireSet(upTo.decode(raw, path), path) }, unit_amount: integer(0, largest), unit_amount_decimal: decimalAmount,
  flat_amount: integer(0, largest), flat_amount_decimal: decimalAmount,
});
const tiersField = array(required(tierField));

function requireSet(value: number | null | undefined, path: string): number | null {
  if (value === undefined) throw invalidRequest(`Missing required param: ${path}.`, 'parameter_missing', path);
  return value;
}

const unitFields = { unit_amount: integer(0, largest), unit_amount_decimal: decimalAmount };
const behaviors = choice('exclusive', 'inclusive', 'unspecified');

/** The parameters of a price that say what it costs. */
export const termFields = {
  ...unitFields, billing_scheme: choice('per_unit', 'tiered'), tiers: tiersField, tiers_mode: choice('graduated', 'volume'),
  transform_quantity: object({ divide_by: required(integer(1)), round: required(choice('up', 'down')) }),
  currency_options: map(required(object({ ...unitFields, tax_behavior: behaviors, tiers: tiersField }, ['custom_unit_amount'])), (key) => isCurrency(key)),
  recurring: object({
    interval: required(choice('day', 'week', 'month', 'year')), interval_count: integer(1, 1095), usage_type: choice('licensed', 'metered'), meter: text(),
    trial_period_days: integer(1, 730),
  }),
};

interface SentUnit {
  unit_amount?: number;
  unit_amount_decimal?: string;
}
interface SentTier extends SentUnit {
  up_to: number | null;
  flat_amount?: number;
  flat_amount_decimal?: string;
}
export interface SentTerms extends SentUnit {
  billing_scheme?: 'per_unit' | 'tiered';
  tiers?: SentTier[];
  tiers_mode?: 'graduated' | 'volume';
  transform_quantity?: { divide_by: number; round: 'up' | 'down' };
  currency_options?: Record<string, SentUnit & { tax_behavior?: Option['tax_behavior']; tiers?: SentTier[] }>;
  recurring?: { interval: NonNullable<Price['recurring']>['interval']; interval_count?: number; usage_type?: 'licensed' | 'metered'; meter?: string; trial_period_days?: number };
}

/** Whole amounts are also given as decimals; amounts with a fraction only as such. */
function bothForms(whole: number | undefined, fine: string | undefined, param: string): { whole: number | null; fine: string | null } {
  if (whole !== undefined && fine !== undefined) throw invalidRequest(`You may only specify one of these parameters: ${param}, ${param}_decimal.`, 'parameters_exclusive', param);
  if (whole !== undefined) return { whole, fine: String(whole) };
  if (fine === undefined) return { whole: null, fine: null };
  return { whole: /^\d+(\.0+)?$/.test(fine) ? Number(fine) : null, fine };
}

function renderTier(sent: SentTier): Tier {
  const unit = bothForms(sent.unit_amount, sent.unit_amount_decimal, 'unit_amount');
  const flat = bothForms(sent.flat_amount, sent.flat_amount_decimal, 'flat_amount');
  if (unit.fine === null && flat.fine === null) throw invalidRequest('Each tier needs `unit_amount` or `flat_amount`.', 'parameter_missing', 'tiers');
  return { flat_amount: flat.whole, flat_amount_decimal: flat.fine, unit_amount: unit.whole, unit_amount_decimal: unit.fine, up_to: sent.up_to };
}

function renderTiers(sent: SentTier[] | undefined): Tier[] {
  if (!sent || sent.length === 0) throw invalidRequest('You must pass `tiers` when `billing_scheme` is `tiered`.', 'parameter_missing', 'tiers');
  sent.forEach((tier, index) => {
    const isLast = index === sent.length - 1;
    if (isLast && tier.up_to !== null) throw invalidRequest('The last tier must have `up_to=inf`.', undefined, `tiers[${index}][up_to]`);
    if (!isLast && (tier.up_to === null || tier.up_to <= (sent[index - 1]?.up_to ?? 0))) throw invalidRequest('Each tier must reach further than the one before.', undefined, `tiers[${index}][up_to]`);
  });
  return sent.map(renderTier);
}

function checkRecurring({ store }: Sandbox, recurring: SentTerms['recurring']): void {
  if (!recurring) return;
  const { usage_type, meter } = recurring;
  if (meter !== undefined && usage_type !== 'metered') throw invalidRequest('`recurring[meter]` needs `recurring[usage_type]=metered`.', undefined, 'recurring[meter]');
  if (usage_type !== 'metered') return;
  if (meter === undefined) throw invalidRequest('Metered prices need a meter: `recurring[meter]`.', 'parameter_missing', 'recurring[meter]');
  const found = store.get('billing.meter', meter);
  if (!found) throw invalidRequest(`No such meter: '${meter}'`, 'resource_missing', 'recurring[meter]');
  if (found.status === 'inactive') throw invalidRequest('This meter is inactive.', 'archived_meter_attached', 'recurring[meter]');
}

type Terms = Pick<Price, 'billing_scheme' | 'tiers' | 'tiers_mode' | 'transform_quantity' | 'currency_options' | 'recurring' | 'unit_amount' | 'unit_amount_decimal'>;

function unitTerms(sent: SentTerms): Pick<Terms, 'billing_scheme' | 'tiers' | 'tiers_mode' | 'unit_amount' | 'unit_amount_decimal'> {
  if (sent.billing_scheme === 'tiered') {
    if (!sent.tiers_mode) throw invalidRequest('Missing required param: tiers_mode.', 'parameter_missing', 'tiers_mode');
    if (sent.unit_amount !== undefined || sent.unit_amount_decimal !== undefined) throw invalidRequest('A tiered price has no `unit_amount` of its own.', 'parameters_exclusive', 'unit_amount');
    if (sent.transform_quantity) throw invalidRequest('`transform_quantity` cannot be combined with `tiers`.', 'parameters_exclusive', 'transform_quantity');
    return { billing_scheme: 'tiered', tiers: renderTiers(sent.tiers), tiers_mode: sent.tiers_mode, unit_amount: null, unit_amount_decimal: null };
  }
  if (sent.tiers ?? sent.tiers_mode) throw invalidRequest('`tiers` need `billing_scheme=tiered`.', undefined, 'tiers');
  const unit = bothForms(sent.unit_amount, sent.unit_amount_decimal, 'unit_amount');
  if (unit.fine === null) throw invalidRequest('Missing required param: unit_amount.', 'parameter_missing', 'unit_amount');
  return { billing_scheme: 'per_unit', tiers_mode: null, unit_amount: unit.whole, unit_amount_decimal: unit.fine };
}

const renderOption = (sent: NonNullable<SentTerms['currency_options']>[string]): Option => {
  const unit = bothForms(sent.unit_amount, sent.unit_amount_decimal, 'unit_amount');
  return {
    custom_unit_amount: null, tax_behavior: sent.tax_behavior ?? 'unspecified', unit_amount: unit.whole, unit_amount_decimal: unit.fine,
    ...(sent.tiers ? { tiers: renderTiers(sent.tiers) } : {}),
  };
};

/** What a price costs, from what was sent; contradictions are refused by name. */
export function renderTerms(sandbox: Sandbox, sent: SentTerms): Terms {
  checkRecurring(sandbox, sent.recurring);
  const options = Object.entries(sent.currency_options ?? {}).map(([currency, option]) => [currency, renderOption(option)] as const);
  return {
    ...unitTerms(sent), transform_quantity: sent.transform_quantity ?? null, ...(options.length > 0 ? { currency_options: Object.fromEntries(options) } : {}),
    recurring: sent.recurring
      ? {
          interval: sent.recurring.interval, interval_count: sent.recurring.interval_count ?? 1, meter: sent.recurring.meter ?? null,
          trial_period_days: sent.recurring.trial_period_days ?? null, usage_type: sent.recurring.usage_type ?? 'licensed',
        }
      : null,
  };
}

/** Every currency it is sold in, its own included. */
export function currencyOptionsOf(price: Price): NonNullable<Price['currency_options']> {
  const { currency, custom_unit_amount, tax_behavior, unit_amount, unit_amount_decimal, tiers } = price;
  return { [currency]: { custom_unit_amount, tax_behavior, unit_amount, unit_amount_decimal, ...(tiers ? { tiers } : {}) }, ...price.currency_options };
}

/** A price in another of its currencies; null when it is not sold in it. */
export function priceIn(price: Price, currency: string): Price | null {
  if (price.currency === currency) return price;
  const option = price.currency_options?.[currency];
  if (!option) return null;
  return { ...price, currency, unit_amount: option.unit_amount, unit_amount_decimal: option.unit_amount_decimal, ...(option.tiers ? { tiers: option.tiers } : {}) };
}
