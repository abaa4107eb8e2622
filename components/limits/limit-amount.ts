import type { Measure } from '@/lib/domain/measure';
import { decimalsOf } from '@/lib/domain/money';

type Reads = Pick<Measure, 'money'>;

/** Thousands in whole groups or not at all, and decimals after a point; or after a comma, where no comma is in the thousands. */
const ways = [/^(\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\s\d{3})+)(?:\.(\d*))?$/, /^(\d+|[1-9]\d{0,2}(?:\s\d{3})+),(\d+)$/];

/**
 * What somebody typed as the limit of a meter, in its units; null where it is no such number, or could be two: `1,234` dinars are
 * a thousand or one. Money is typed as `49.90` or `49,90`.
 */
export const readLimit = (typed: string, { money }: Reads): number | null => {
  const decimals = money ? decimalsOf(money.currency) : 0;
  const [digits, ...others] = ways.flatMap((way) => {
    const [, thousands, fraction = ''] = way.exec(typed.trim()) ?? [];
    const whole = thousands?.replaceAll(/[,\s]/g, '');
    return whole === undefined || whole.length > 12 || fraction.length > decimals ? [] : [whole + fraction.padEnd(decimals, '0')];
  });
  return digits === undefined || others.length > 0 ? null : Number(digits) * (money?.unitsPerMinor ?? 1);
};

/** What to say of a typed limit that cannot be read; null where there is nothing to say. */
export const limitProblem = (typed: string, measure: Reads): string | null => {
  if (typed === '' || readLimit(typed, measure) !== null) return null;
  return measure.money ? 'An amount as 49.90.' : 'A whole number, 0 or more.';
};

/** The other way round, for a field that is being changed. */
export const writeLimit = (limit: number, { money }: Reads): string => {
  if (!money) return String(limit);
  const decimals = decimalsOf(money.currency);
  const minor = String(Math.round(limit / money.unitsPerMinor)).padStart(decimals + 1, '0');
  return decimals === 0 ? minor : `${minor.slice(0, -decimals)}.${minor.slice(-decimals)}`;
};
