import type { Measure } from '@/lib/domain/measure';
import { decimalsOf } from '@/lib/domain/money';

/** What somebody typed as the limit of a meter, in its units; null where it is no such number. Money is typed as `49.90`. */
export const readLimit = (typed: string, { money }: Pick<Measure, 'money'>): number | null => {
  const text = typed.trim().replaceAll(/[,\s\u00a0]/g, '');
  const decimals = money ? decimalsOf(money.currency) : 0;
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > decimals) return null;
  return Number(whole + fraction.padEnd(decimals, '0')) * (money?.unitsPerMinor ?? 1);
};

/** The other way round, for a field that is being changed. */
export const writeLimit = (limit: number, { money }: Pick<Measure, 'money'>): string => {
  if (!money) return String(limit);
  const decimals = decimalsOf(money.currency);
  const minor = String(Math.round(limit / money.unitsPerMinor)).padStart(decimals + 1, '0');
  return decimals === 0 ? minor : `${minor.slice(0, -decimals)}.${minor.slice(-decimals)}`;
};
