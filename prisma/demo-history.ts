import type { Catalog, Plan } from '@/lib/domain/catalog';
import { newId } from '@/lib/domain/ids';
import { tokenCost } from '@/lib/domain/model-usage/token-cost';
import { windowAt } from '@/lib/domain/windows';

export type DemoCall = { id: string; at: Date; operation: string; units: Record<string, number>; periodStart: Date; key: number; outcome: string; status: number; latencyMs: number; method: string; path: string; model: ModelCall | null };

/** What a call to a model counted and cost. */
type ModelCall = { provider: string; model: string; inputTokens: number; outputTokens: number; costMicros: number };

export type DemoHistory = { now: Date; days: number; periodAnchor: Date };

const dayMs = 86_400_000;
/** Share of the tightest limit that the history uses up in a month, so that the demo can both call and run into it. */
const shareOfLimit = 0.6;
const callsADayUnlimited = 140;
const busyness = [0.45, 1.05, 1.15, 1.2, 1.1, 1, 0.5];

/** A seeded generator (mulberry32): the demo looks the same on every machine. */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

type Kind = { operation: string; units: Record<string, number>; method: string; path: string; share: number; calls: ModelCall[]; tokens: string | undefined; cost: string | undefined };

/** Tokens of a short and of a long call, in and out; a demo needs no more variety. */
const sizes = [[320, 90], [900, 240], [2_400, 610]] as const;
const modelsAProvider = 3;

/** The calls a small customer on this plan would have made: weekdays and office hours, slow growth, a few failures. */
export const demoHistory = (catalog: Catalog, plan: Plan, { now, days, periodAnchor }: DemoHistory): DemoCall[] => {
  const random = randomFrom(20_261_120);
  const kinds = kindsOf(catalog, plan);
  const perDay = callsPerDay(plan, kinds);
  const begin = Math.floor(now.getTime() / dayMs) * dayMs - days * dayMs;
  const calls: DemoCall[] = [];
  let owed = 0;
  for (let day = 0; day <= days; day += 1) {
    const midnight = begin + day * dayMs;
    const growth = 0.7 + (0.6 * day) / days;
    owed += perDay * growth * (busyness[new Date(midnight).getUTCDay()] ?? 1) * (0.7 + 0.6 * random());
    for (; owed >= 1; owed -= 1) {
      const at = new Date(midnight + Math.floor(officeHour(random) * 3_600_000));
      if (at < now) calls.push(callAt(at, pick(kinds, random), periodAnchor, random));
    }
  }
  return calls;
};

const kindsOf = (catalog: Catalog, plan: Plan): Kind[] =>
  Object.entries(catalog.operations)
    .filter(([, spec]) => spec.feature === undefined || plan.features.includes(spec.feature))
    .flatMap(([operation, spec], i) => {
      const [method = 'GET', path = '/'] = ([spec.match].flat()[0] ?? '').split(' ');
      if (path.includes('*')) return [];
      const calls = spec.model ? modelCalls(catalog, spec.model.provider) : [];
      if (spec.model && calls.length === 0) return [];
      const kind = { operation, units: { ...spec.weights } as Record<string, number>, method: method === 'ANY' ? 'POST' : method, path, share: 1 / (i + 1), calls, tokens: spec.model?.tokens, cost: spec.model?.cost };
      return [{ ...kind, units: { ...kind.units, ...unitsOf(kind, averageOf(calls)) } }];
    });

const modelCalls = (catalog: Catalog, provider: string): ModelCall[] =>
  Object.entries(catalog.modelPrices?.[provider] ?? {}).filter(([, price]) => price.output > 0).slice(0, modelsAProvider)
    .flatMap(([model, price]) => sizes.map(([inputTokens, outputTokens]) => ({ provider, model, inputTokens, outputTokens, costMicros: tokenCost(inputTokens, outputTokens, price) })));

const averageOf = (calls: ModelCall[]): ModelCall | null => {
  const [first] = calls;
  if (!first) return null;
  const mean = (of: 'inputTokens' | 'outputTokens' | 'costMicros') => Math.ceil(calls.reduce((sum, call) => sum + call[of], 0) / calls.length);
  return { ...first, inputTokens: mean('inputTokens'), outputTokens: mean('outputTokens'), costMicros: mean('costMicros') };
};

const unitsOf = ({ tokens, cost }: Pick<Kind, 'tokens' | 'cost'>, call: ModelCall | null): Record<string, number> =>
  call === null ? {} : { ...(tokens !== undefined && { [tokens]: call.inputTokens + call.outputTokens }), ...(cost !== undefined && { [cost]: call.costMicros }) };

const callsPerDay = (plan: Plan, kinds: Kind[]): number => {
  const shares = kinds.reduce((sum, kind) => sum + kind.share, 0);
  const budgets = Object.entries(plan.limits).map(([meter, limits]) => {
    const monthly = Math.min(limits.month ?? Infinity, limits.billing_period ?? Infinity, (limits.day ?? Infinity) * 20);
    const weight = kinds.reduce((sum, kind) => sum + (kind.units[meter] ?? 0) * kind.share, 0) / shares;
    return weight === 0 ? Infinity : (shareOfLimit * monthly) / 30 / weight;
  });
  return Math.min(callsADayUnlimited, ...budgets);
};

const officeHour = (random: () => number): number => Math.min(23.99, Math.max(0, 13 + (random() + random() + random() - 1.5) * 8));

const pick = (kinds: Kind[], random: () => number): Kind => {
  let left = random() * kinds.reduce((sum, kind) => sum + kind.share, 0);
  const found = kinds.find((kind) => (left -= kind.share) <= 0) ?? kinds[0];
  if (!found) throw new Error('the catalogue has no operation that its default plan may call');
  return found;
};

const callAt = (at: Date, kind: Kind, periodAnchor: Date, random: () => number): DemoCall => {
  const luck = random();
  const model = kind.calls.length === 0 ? null : (kind.calls[Math.floor(random() * kind.calls.length)] ?? null);
  const outcome = luck > 0.97 ? 'released' : luck > 0.96 ? 'aborted' : 'succeeded';
  return {
    id: newId('dec', at.getTime()), at, operation: kind.operation, units: { ...kind.units, ...unitsOf(kind, model) }, periodStart: windowAt('billing_period', at, periodAnchor).start, key: random() < 0.8 ? 0 : 1,
    outcome, status: outcome === 'released' ? 500 : 200, latencyMs: Math.round(40 + 400 * random() ** 3), method: kind.method,
    path: kind.path.replace(':call', `${model?.model ?? 'model'}:generateContent`), model: outcome === 'released' ? null : model,
  };
};
