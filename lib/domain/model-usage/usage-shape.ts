/** What an answer has said so far of the model that gave it, and of the tokens that it took; null what it has not said. */
export type ModelUsage = { model: string | null; inputTokens: number | null; outputTokens: number | null };

/** How one kind of upstream reports tokens: the fields to look for, and what they add up to. */
export type UsageShape = { names: readonly string[]; reader: () => { take(name: string, value: unknown): void; usage(): ModelUsage } };

const mostTokens = 1_000_000_000;

/** The whole, positive counts among an object's fields. */
export const countsIn = (value: unknown): Record<string, number> =>
  typeof value !== 'object' || value === null ? {} : Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1]) && Number(entry[1]) >= 0 && Number(entry[1]) <= mostTokens));

/** Printable ASCII only, as names of models are: what else an upstream may say or echo, such as a NUL, cannot be written down. */
export const modelIn = (value: unknown): string | null => (typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value) ? value : null);

/** The sum of the counts that were given; null when none was. */
export const sumOf = (...counts: (number | undefined)[]): number | null => {
  const given = counts.filter((count) => count !== undefined);
  return given.length === 0 ? null : given.reduce((sum, count) => sum + count, 0);
};
