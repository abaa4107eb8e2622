import { formatCount } from '@/components/ui/format-count';
import { byMeter, windowNoun } from '@/components/usage/main-limit';
import type { PlanView } from '@/lib/domain/views/plan-view';

/** A cell is a text, or whether something is included. */
export type MatrixCell = string | boolean;
export type MatrixRow = { id: string; name: string; note: string | null; cells: MatrixCell[] };
export type MatrixGroup = { name: string; rows: MatrixRow[] };

const amount = (value: number | null | undefined): string => (value === null || value === undefined ? 'Unlimited' : formatCount(value));

const limitRows = (plans: PlanView[]): MatrixRow[] => {
  const kinds = new Map(plans.flatMap((plan) => plan.limits.map((limit) => [`${limit.meter} ${limit.window}`, limit] as const)));
  return byMeter([...kinds.values()]).map((kind) => ({
    id: `${kind.meter} ${kind.window}`,
    name: `${kind.name} per ${windowNoun[kind.window]}`,
    note: null,
    cells: plans.map((plan) => amount(plan.limits.find((limit) => limit.meter === kind.meter && limit.window === kind.window)?.limit)),
  }));
};

const featureRows = (plans: PlanView[]): MatrixRow[] =>
  (plans[0]?.features ?? []).map((feature) => ({
    id: feature.id, name: feature.name, note: feature.description,
    cells: plans.map((plan) => plan.features.find((one) => one.id === feature.id)?.included ?? false),
  }));

/** Everything in which plans can differ, in groups, one cell for each plan. */
export const matrixRows = (plans: PlanView[]): MatrixGroup[] => [
  { name: 'Limits', rows: limitRows(plans) },
  { name: 'Features', rows: featureRows(plans) },
  {
    name: 'Workspace',
    rows: [
      { id: 'api_keys', name: 'API keys', note: null, cells: plans.map((plan) => amount(plan.apiKeys)) },
      { id: 'seats', name: 'Seats', note: null, cells: plans.map((plan) => amount(plan.seats)) },
    ],
  },
].filter((group) => group.rows.length > 0);
