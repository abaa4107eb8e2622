import type { Catalog } from '@/lib/domain/catalog';
import type { EmailTerms } from '@/lib/domain/emails';
import { localize, type Locale } from '@/lib/domain/locale';
import { formatMeasured, measureOf } from '@/lib/domain/measure';
import { formatMoney } from '@/lib/domain/money';

/** How facts are said in one language. */
export type Say = {
  product: string;
  /** The plan that everybody falls back to. */
  defaultPlan: string;
  money(amountMinor: number, currency: string): string;
  count(value: number): string;
  /** A plan by its id; a name that is no id is said as it is. */
  plan(id: string): string;
  /** `20,000 credits`: `unit` is a meter's id, or a noun that is said as it is. */
  units(count: number, unit: string): string;
  /** `4,812 calls` of a meter, or `$12.50` where the meter counts money. */
  measured(value: number, meter: string): string;
  /** `Business, 3 seats, $177.00 a month`. */
  terms(terms: EmailTerms): string;
  /** `1 December 2026`, of a moment in UTC. */
  day(at: string): string;
  /** `1 December 2026, 00:00 UTC`. */
  moment(at: string): string;
  /** `December 2026`. */
  month(year: number, month: number): string;
  card(brand: string, last4: string): string;
};

// British English puts the day first, as the rest of the product does.
const dateTag: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR' };
const seats: Record<Locale, (count: string) => string> = { en: (count) => `${count} seats`, fr: (count) => `${count} places` };
const per: Record<Locale, { month: string; year: string }> = { en: { month: 'a month', year: 'a year' }, fr: { month: 'par mois', year: 'par an' } };
const endingIn: Record<Locale, string> = { en: 'ending in', fr: 'se terminant par' };
const at: Record<Locale, string> = { en: ', ', fr: ' à ' };

const brands: Record<string, string> = {
  amex: 'American Express', cartes_bancaires: 'Cartes Bancaires', diners: 'Diners Club', discover: 'Discover', eftpos_au: 'Eftpos', jcb: 'JCB', link: 'Link', mastercard: 'Mastercard', unionpay: 'UnionPay', visa: 'Visa',
};
const anyCard: Record<Locale, string> = { en: 'Card', fr: 'Carte' };

const date = (locale: Locale, options: Intl.DateTimeFormatOptions, when: Date): string => new Intl.DateTimeFormat(dateTag[locale], { ...options, timeZone: 'UTC' }).format(when);

export const sayIn = (locale: Locale, catalog: Catalog): Say => {
  const count = (value: number) => new Intl.NumberFormat(locale).format(value);
  const money = (amountMinor: number, currency: string) => formatMoney(amountMinor, currency, locale);
  const plan = (id: string) => (Object.hasOwn(catalog.plans, id) ? localize(catalog.plans[id]?.name ?? { en: id }, locale) : id);
  const day = (when: string) => date(locale, { day: 'numeric', month: 'long', year: 'numeric' }, new Date(when)).replace(/^1 /, locale === 'fr' ? '1er ' : '1 ');
  return {
    product: localize(catalog.name, locale),
    defaultPlan: plan(catalog.defaultPlan),
    money, count, plan, day,
    units: (value, unit) => {
      const noun = Object.hasOwn(catalog.meters, unit) ? catalog.meters[unit]?.unit : undefined;
      const isOne = new Intl.PluralRules(locale).select(value) === 'one';
      return `${count(value)} ${noun ? localize(isOne ? noun.one : noun.many, locale) : unit}`;
    },
    measured: (value, meter) => formatMeasured(value, measureOf({ catalog, locale }, meter), locale),
    terms: ({ plan: id, interval, quantity, amountMinor, currency }) =>
      [plan(id), ...(quantity > 1 ? [seats[locale](count(quantity))] : []), ...(interval === null ? [] : [`${money(amountMinor, currency)} ${per[locale][interval]}`])].join(', '),
    moment: (when) => `${day(when)}${at[locale]}${date(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, new Date(when))} UTC`,
    month: (year, month) => date(locale, { month: 'long', year: 'numeric' }, new Date(Date.UTC(year, month - 1, 1))),
    card: (brand, last4) => `${brands[brand] ?? anyCard[locale]} ${endingIn[locale]} ${last4}`,
  };
};
