const zeroDecimal = new Set(['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf']);
const threeDecimal = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

const currencyDigits = (currency: string): number => (zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2);

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const digits = currencyDigits(currency);
  const format = formats.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(currency, format);
  return format;
}

/** `$49.00`, `F CFA 7,000`: always all of the currency's decimals. */
export const formatMoney = (amountMinor: number, currency: string): string => formatOf(currency).format(amountMinor / 10 ** currencyDigits(currency));

/** A price for one, which may have parts of a minor unit: `$0.005` for half a cent. */
export function formatUnit(amountDecimal: string, currency: string): string {
  const digits = currencyDigits(currency);
  const most = digits + (amountDecimal.split('.')[1]?.length ?? 0);
  return new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: most }).format(Number(amountDecimal) / 10 ** digits);
}

export const isCurrency = (code: string): boolean => /^[a-z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code.toUpperCase());

/** `amount * part / whole`, rounded half away from zero to the minor unit. All three are integers. */
export function prorated(amount: number, part: number, whole: number): number {
  const product = BigInt(amount) * BigInt(part);
  const size = product < 0n ? -product : product;
  const divisor = BigInt(whole);
  const rounded = (2n * size + divisor) / (2n * divisor);
  return Number(product < 0n ? -rounded : rounded) + 0;
}

const leastCharges: Record<string, number> = {
  usd: 50, eur: 50, gbp: 30, cad: 50, aud: 50, chf: 50, nzd: 50, sgd: 50, dkk: 250, sek: 300, nok: 300, pln: 200, jpy: 50, xof: 328, xaf: 328,
};

/** Smaller amounts are not charged but kept for the next invoice; 0 where no limit is known. Minor units. */
export const leastCharge = (currency: string): number => leastCharges[currency] ?? 0;
