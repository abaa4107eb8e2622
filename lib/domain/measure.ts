import type { Catalog } from './catalog';
import { localize, type Locale } from './locale';
import { formatMoney, prorate } from './money';

/** The meter of a workspace's own spend cap: minor units of what is billed beyond the plan. */
export const spendMeter = 'spend';

/** How the numbers of a meter are said: as a count of its unit, or as money of which so many make a minor unit. */
export type Measure = { meter: string; name: string; unit: { one: string; many: string }; money: { currency: string; unitsPerMinor: number } | null };

const microsPerCent = 10_000;
const spendName: Record<Locale, string> = { en: 'Spend beyond the plan', fr: 'Dépense au-delà de l’offre' };

/** A meter of the catalogue, the spend beyond the plan, or a meter that the catalogue has no more. */
export const measureOf = ({ catalog, locale }: { catalog: Catalog; locale: Locale }, id: string): Measure => {
  if (id === spendMeter) return { meter: id, name: spendName[locale], unit: { one: '', many: '' }, money: { currency: catalog.currency, unitsPerMinor: 1 } };
  const meter = Object.hasOwn(catalog.meters, id) ? catalog.meters[id] : undefined;
  if (!meter) return { meter: id, name: id, unit: { one: id, many: id }, money: null };
  const unit = { one: localize(meter.unit.one, locale), many: localize(meter.unit.many, locale) };
  return { meter: id, name: localize(meter.name, locale), unit, money: meter.kind === 'micros' ? { currency: 'usd', unitsPerMinor: microsPerCent } : null };
};

/** `4,812 calls`, `$12.50`. */
export const formatMeasured = (value: number, { unit, money }: Pick<Measure, 'unit' | 'money'>, locale: Locale): string => {
  if (money) return formatMoney(prorate(value, 1, money.unitsPerMinor), money.currency, locale);
  const isOne = new Intl.PluralRules(locale).select(value) === 'one';
  return `${new Intl.NumberFormat(locale).format(value)} ${isOne ? unit.one : unit.many}`;
};
