import type { Json, JsonObject } from '@/sandbox/stripe/wire';

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
};

/** The old values of what changed, as in `previous_attributes`; null when nothing did. Lists are repeated whole, other objects only where they differ. */
export function diff(before: JsonObject, after: JsonObject): JsonObject | null {
  const previous: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[key];
    const is = after[key];
    if (same(was, is)) continue;
    const partial = isObject(was) && isObject(is) && was.object !== 'list';
    previous[key] = partial ? diff(was, is) : (was ?? null);
  }
  return Object.keys(previous).length > 0 ? previous : null;
}

const toJsonValue = (value: unknown): Json => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (typeof value === 'object') return toJson(value);
  throw new TypeError(`${typeof value} has no JSON form`);
};

/** Kept with the object, answered only when asked for by `expand[]`, and never in events. */
const onlyWhenAsked: Record<string, readonly string[]> = { price: ['tiers', 'currency_options'] };
const nothing: readonly string[] = [];

/** A deep copy as plain JSON; undefined fields, and those that are answered only when asked for, are left out. */
export function toJson(value: object): JsonObject {
  const copy: JsonObject = {};
  const hidden = 'object' in value && typeof value.object === 'string' ? (onlyWhenAsked[value.object] ?? nothing) : nothing;
  for (const [key, item] of Object.entries(value)) if (item !== undefined && !hidden.includes(key)) copy[key] = toJsonValue(item);
  return copy;
}
