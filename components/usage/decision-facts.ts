import { formatCount, formatUnits } from '@/components/ui/format-count';
import { formatMoment } from '@/components/ui/format-time';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';

const microsPerDollar = 1_000_000;
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: 2, maximumFractionDigits: 6 });

/** `gpt-4o of openai: 1,200 tokens in, 300 out, $0.006`. */
export const modelWords = ({ provider, name, inputTokens, outputTokens, costMicros }: NonNullable<DecisionDetail['model']>): string => {
  const tokens = inputTokens === null && outputTokens === null ? [] : [`${formatCount(inputTokens ?? 0)} tokens in`, `${formatCount(outputTokens ?? 0)} out`];
  const cost = costMicros === null ? 'no price is known for it' : dollars.format(costMicros / microsPerDollar);
  return `${name ?? 'A model'}${provider ? ` of ${provider}` : ''}: ${[...tokens, cost].join(', ')}`;
};

/** What was reserved before the real units were known. */
export const holdWords = ({ hold, outcome, measures }: Pick<DecisionDetail, 'hold' | 'outcome' | 'measures'>): string => {
  const unitOf = (meter: string) => measures.find((one) => one.meter === meter)?.unit ?? { one: meter, many: meter };
  const held = Object.entries(hold?.units ?? {}).filter(([, units]) => units > 0).map(([meter, units]) => formatUnits(units, unitOf(meter))).join(', ') || 'Nothing';
  if (outcome === 'held' && hold?.expiresAt) return `${held}, until ${formatMoment(hold.expiresAt)} unless it is settled before`;
  return outcome === 'released' ? `${held}, all given back` : `${held} at first, then what was really used`;
};

export const rateWords = ({ rateLimits: { requests, messages } }: Pick<DecisionDetail, 'rateLimits'>): string =>
  [requests === null ? null : `${formatCount(requests)} requests a minute`, messages === null ? null : `${formatCount(messages)} messages a minute`].filter(Boolean).join(', ');
