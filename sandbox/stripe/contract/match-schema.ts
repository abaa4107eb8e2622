import type { JsonSchema } from './wire-schema';

type Defs = Record<string, JsonSchema>;
interface Mismatch {
  at: string;
  message: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const shown = (value: unknown): string => (JSON.stringify(value) ?? typeof value).slice(0, 80);

/** Of the alternatives, the one that got furthest explains best. */
const deepest = (found: Mismatch[]): Mismatch | null => found.reduce<Mismatch | null>((best, one) => (best && best.at.length >= one.at.length ? best : one), null);

function matchObject(schema: JsonSchema, value: Record<string, unknown>, defs: Defs, at: string): Mismatch | null {
  const missing = schema.required?.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return { at: `${at}.${missing}`, message: 'is missing' };
  for (const [key, item] of Object.entries(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const described = known ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
    const wrong = described ? match(described, item, defs, `${at}.${key}`) : schema.additionalProperties === false ? { at: `${at}.${key}`, message: 'is not a field of it' } : null;
    if (wrong) return wrong;
  }
  return null;
}

function match(schema: JsonSchema, value: unknown, defs: Defs, at: string): Mismatch | null {
  if (schema.$ref) {
    const name = schema.$ref.slice('#/$defs/'.length);
    const target = defs[name];
    return target ? match(target, value, defs, at) : { at, message: `has no description (${name})` };
  }
  if (schema.anyOf) {
    const found: Mismatch[] = [];
    for (const one of schema.anyOf) {
      const wrong = match(one, value, defs, at);
      if (!wrong) return null;
      found.push(wrong);
    }
    return deepest(found);
  }
  if ('const' in schema && schema.const !== value) return { at, message: `is ${shown(value)}, not ${shown(schema.const)}` };
  if (schema.enum && !schema.enum.some((one) => one === value)) return { at, message: `is ${shown(value)}, none of the documented values` };
  if (schema.type && schema.type !== typeOf(value)) return { at, message: `is ${shown(value)}, not of type ${schema.type}` };
  if (Array.isArray(value) && schema.items) {
    for (const [index, item] of value.entries()) {
      const wrong = match(schema.items, item, defs, `${at}[${index}]`);
      if (wrong) return wrong;
    }
  }
  return isRecord(value) && schema.type === 'object' ? matchObject(schema, value, defs, at) : null;
}

/** Where and how a JSON value differs from its description; null when it does not. Reads the part of JSON Schema that `wireSchema` writes. */
export function mismatch(schema: JsonSchema, value: unknown, defs: Defs): string | null {
  const wrong = match(schema, value, defs, '');
  return wrong && `${wrong.at.replace(/^\./, '') || 'it'} ${wrong.message}`;
}
