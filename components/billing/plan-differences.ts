import { formatCount, formatUnits } from '@/components/ui/format-count';
import { byMeter, perWindow } from '@/components/usage/main-limit';
import type { PlanView } from '@/lib/domain/views/plan-view';

export type Difference = { kind: 'gain' | 'lose' | 'has'; text: string };

type Amount = number | null;
const compare = (from: Amount, to: Amount): 'gain' | 'lose' | null => {
  if (from === to) return null;
  if (to === null) return 'gain';
  if (from === null) return 'lose';
  return to > from ? 'gain' : 'lose';
};

type Noun = { one: string; many: string };
const keys: Noun = { one: 'API key', many: 'API keys' };
const seats: Noun = { one: 'seat', many: 'seats' };

const amount = (value: Amount, noun: Noun): string => (value === null ? `Unlimited ${noun.many}` : formatUnits(value, noun));
const against = (from: Amount): string => (from === null ? 'instead of unlimited' : `instead of ${formatCount(from)}`);

const counted = (from: Amount, to: Amount, noun: Noun, window = ''): Difference[] => {
  const kind = compare(from, to);
  return kind ? [{ kind, text: `${amount(to, noun)}${window}, ${against(from)}` }] : [];
};

/** A window that one of the two plans does not limit is unlimited there. */
const limitDifferences = (from: PlanView, to: PlanView): Difference[] => {
  const keyOf = (limit: PlanView['limits'][number]) => `${limit.meter} ${limit.window}`;
  const all = new Map(byMeter([...to.limits, ...from.limits]).map((limit) => [keyOf(limit), limit]));
  return [...all].flatMap(([key, limit]) => {
    const before = from.limits.find((one) => keyOf(one) === key)?.limit ?? null;
    const after = to.limits.find((one) => keyOf(one) === key)?.limit ?? null;
    return counted(before, after, limit.unit, ` ${perWindow(limit.window)}`);
  });
};

/** What somebody on `from` gains and loses by going to `to`: gains first, each in one line. */
export const planDifferences = (from: PlanView, to: PlanView): Difference[] => {
  const features = to.features.flatMap((feature): Difference[] => {
    const had = from.features.find((one) => one.id === feature.id)?.included ?? false;
    return had === feature.included ? [] : [{ kind: feature.included ? 'gain' : 'lose', text: feature.name }];
  });
  const all = [...limitDifferences(from, to), ...features, ...counted(from.apiKeys, to.apiKeys, keys), ...counted(from.seats, to.seats, seats)];
  return [...all.filter((one) => one.kind === 'gain'), ...all.filter((one) => one.kind === 'lose')];
};

/** What a plan holds, for somebody who has none. */
export const planHighlights = (plan: PlanView): Difference[] => [
  ...byMeter(plan.limits).map((limit): Difference => ({ kind: 'has', text: `${amount(limit.limit, limit.unit)} ${perWindow(limit.window)}` })),
  ...plan.features.filter((feature) => feature.included).map((feature): Difference => ({ kind: 'has', text: feature.name })),
  { kind: 'has', text: amount(plan.apiKeys, keys) },
];
