import { formatMicros } from '@/lib/domain/micros';

/** The noun beside a number; units of money are micro-dollars and have none. */
export type Unit = { one: string; many: string; isMoney?: true };

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** `4,812`: every digit. */
export const formatCount = (value: number): string => whole.format(value);

/** `4.8K`: for an axis only. */
export const formatCompact = (value: number): string => compact.format(value);

/** `7` or `0.4`: a rate, with a decimal while it is small. */
export const formatRate = (value: number, unit?: Unit): string => {
  if (unit?.isMoney) return formatAmount(value, unit);
  if (value >= 10) return whole.format(value);
  return value > 0 && value < 0.05 ? 'under 0.1' : decimal.format(value);
};

/** `48.1 %` of a number that is already a percentage. */
export const formatPercent = (value: number): string => `${decimal.format(value)} %`;

/** `4,812`, or `$12.34` where the units are money. */
export const formatAmount = (value: number, unit: Unit): string => (unit.isMoney ? formatMicros(value, 'en') : formatCount(value));

/** `1 call`, `4,812 calls`, `$12.34`. */
export const formatUnits = (value: number, unit: Unit): string => (unit.isMoney ? formatAmount(value, unit) : `${formatCount(value)} ${value === 1 ? unit.one : unit.many}`);

/** What there is none of: `No calls`, `No cost`. */
export const unitNoun = (unit: Unit): string => (unit.isMoney ? 'cost' : unit.many);

/** For an axis only: `4.8K`, `$0.05`, `$4.8K`. */
export const formatAxis = (value: number, unit: Unit): string => {
  if (!unit.isMoney) return formatCompact(value);
  return value < 1_000_000_000 ? formatMicros(value, 'en') : `$${formatCompact(value / 1_000_000)}`;
};
