import { formatAmount, formatUnits, type Unit } from '@/components/ui/format-count';
import { formatReset } from '@/components/ui/format-time';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import type { DecisionView, MeterView } from '@/lib/domain/views/usage-view';
import { windowNoun } from './main-limit';
import { outcomeWhy } from './outcome-badge';
import { refusalWords } from './refusal-words';

const unitOf = (meters: MeterView[], id: string | null): Unit => meters.find((meter) => meter.meter === id)?.unit ?? { one: 'unit', many: 'units' };
const bursts: Record<string, Unit> = { requests: { one: 'request', many: 'requests' }, messages: { one: 'message', many: 'messages' } };

/** `in that month`: the window of the decision, which may be over by now. */
const thatWindow = ({ window }: DecisionView): string => (window ? `in that ${windowNoun[window]}` : '');

/** Why, with the arithmetic: what the call needed, what was used, what was left. */
export const decisionWhy = (decision: DecisionView & Partial<Pick<DecisionDetail, 'beyond'>>, meters: MeterView[]): string => {
  if (decision.allowed && decision.degraded) return `The meter was away, and the ${decision.plan.name} plan lets calls pass then. It was counted afterwards. ${outcomeWhy(decision.outcome) ?? ''}`.trim();
  if (decision.allowed && (decision.beyond?.length ?? 0) > 0) return `It passed beyond a limit of the ${decision.plan.name} plan. ${outcomeWhy(decision.outcome) ?? ''}`.trim();
  if (decision.allowed) return `It was within every limit of the ${decision.plan.name} plan. ${outcomeWhy(decision.outcome) ?? ''}`.trim();
  const { required, limit, used, window, meter } = decision;
  if (required === null || limit === null || used === null || window === null) return refusalWords(decision.code).why;
  const burst = decision.code === 'rate_limited' ? bursts[meter ?? ''] : undefined;
  const unit = burst ?? unitOf(meters, meter);
  const left = Math.max(0, limit - used);
  const rest = left === 0 ? 'none were left' : `${formatAmount(left, unit)} ${left === 1 || unit.isMoney ? 'was' : 'were'} left`;
  return `${formatAmount(used, unit)} of ${formatUnits(limit, unit)} were used ${thatWindow(decision)}. This call needed ${formatAmount(required, unit)}, and ${rest}.`;
};

/** What helps now; null for a call that passed. */
export const decisionRemedy = (decision: DecisionView, now: string): string | null => {
  if (decision.allowed) return null;
  const { resetsAt } = decision;
  if (resetsAt === null) return refusalWords(decision.code).remedy;
  if (Date.parse(resetsAt) <= Date.parse(now)) return 'That limit has reset since. The same call can pass now.';
  return `The limit resets ${formatReset(resetsAt, now)}. Until then, a plan with more lets the same call pass at once.`;
};

/** `2 credits, 1 call`; what a refused call would have taken is not charged. */
export const chargedWords = (decision: DecisionView, meters: MeterView[]): string => {
  if (!decision.allowed || decision.outcome === 'released') return 'Nothing';
  return Object.entries(decision.units).map(([meter, units]) => formatUnits(units, unitOf(meters, meter))).join(', ') || 'Nothing';
};
