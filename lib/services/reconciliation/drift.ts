/** One thing that we hold otherwise than Stripe does, as text on both sides. `field` names the object and what of it. */
export type Drift = { workspaceId: string; field: string; ours: string; stripes: string };

const text = (value: unknown): string => (value === null || value === undefined ? 'nothing' : value instanceof Date ? value.toISOString() : String(value));

/** The fields in which two readings of the same object differ. */
export const driftBetween = (workspaceId: string, about: string, ours: Record<string, unknown>, stripes: Record<string, unknown>): Drift[] =>
  Object.keys(stripes)
    .map((field) => ({ workspaceId, field: `${about} ${field}`, ours: text(ours[field]), stripes: text(stripes[field]) }))
    .filter((one) => one.ours !== one.stripes);
