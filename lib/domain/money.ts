import type { Locale } from './locale';

/** Currencies whose minor unit is the major one, or a thousandth (ISO 4217; docs.stripe.com/currencies). All others have two decimals. */
const zeroDecimal = new Set(['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf']);
const threeDecimal = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** How many decimals an amount in this currency (lower-case ISO 4217) is shown with. */
export const decimalsOf = (currency: string): number => (zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2);

/** An integer amount in minor units as text, always with all decimals of its currency: 4900 usd -> "$49.00", 7000 xof -> "7 000 F CFA". */
export const formatMoney = (amountMinor: number, currency: string, locale: Locale): string => {
  const decimals = decimalsOf(currency);
  const text = new Intl.NumberFormat(locale, {
    style: 'currency', currency: currency.toUpperCase(), minimumFractionDigits: decimals, maximumFractionDigits: decimals,
    currencyDisplay: 'narrowSymbol',
  });
  return text.format(amountMinor / 10 ** decimals);
};

/**
 * `amount * numerator / denominator`, rounded half away from zero to the minor unit. The only division of money in the
 * product. All three are integers; BigInt keeps the product exact.
 */
export const prorate = (amountMinor: number, numerator: number, denominator: number): number => {
  const product = BigInt(amountMinor) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const sign = product < 0n !== divisor < 0n ? -1n : 1n;
  const top = product < 0n ? -product : product;
  const bottom = divisor < 0n ? -divisor : divisor;
  return Number((sign * (2n * top + bottom)) / (2n * bottom)) + 0;
};
