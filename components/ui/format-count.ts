const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** `4,812`: every digit. */
export const formatCount = (value: number): string => whole.format(value);

/** `4.8K`: for an axis only. */
export const formatCompact = (value: number): string => compact.format(value);

/** `7` or `0.4`: a rate, with a decimal while it is small. */
export const formatRate = (value: number): string => {
  if (value >= 10) return whole.format(value);
  return value > 0 && value < 0.05 ? 'under 0.1' : decimal.format(value);
};

/** `48.1 %` of a number that is already a percentage. */
export const formatPercent = (value: number): string => `${decimal.format(value)} %`;

/** `1 call`, `4,812 calls`. */
export const formatUnits = (value: number, unit: { one: string; many: string }): string => `${formatCount(value)} ${value === 1 ? unit.one : unit.many}`;
