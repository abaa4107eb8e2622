import type { Locale } from './locale';

const perDollar = 1_000_000n;

/**
 * Integer micro-dollars as text. Cents while they say enough, and more digits for what is less than a dollar, so that a call's
 * price is never "$0.00": 12340000 -> "$12.34", 4200 -> "$0.0042". `exact` shows every digit there is.
 */
export const formatMicros = (micros: number, locale: Locale, { exact = false }: { exact?: boolean } = {}): string => {
  const whole = BigInt(Math.round(micros));
  const size = whole < 0n ? -whole : whole;
  const needed = exact ? 6 : size === 0n || size >= perDollar ? 2 : size >= 10_000n ? 3 : 6;
  // As decimal digits, not as a float, which would lose the last ones of large sums.
  const digits = `${whole < 0n ? '-' : ''}${size / perDollar}.${String(size % perDollar).padStart(6, '0')}` as `${number}`;
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: 2, maximumFractionDigits: needed }).format(digits);
};
