import type { FormObject, FormValue } from './form-decode';
import { invalidRequest, unsupported } from './stripe-error';

/** How one parameter is read; `undefined` comes in when it was not sent. */
export interface Field<T> {
  decode(raw: FormValue | undefined, path: string): T;
  shape?: Shape;
}
export type Shape = Record<string, Field<unknown>>;
export type Decoded<S extends Shape> = { [K in keyof S]: S[K] extends Field<infer T> ? T : never };

const invalid = (path: string, kind: string, raw: string): Error => invalidRequest(`Invalid ${kind}: ${raw}`, `parameter_invalid_${kind}`, path);

const scalar = <T>(parse: (raw: string, path: string) => T): Field<T | undefined> => ({
  decode(raw, path) {
    if (raw === undefined) return undefined;
    if (typeof raw !== 'string') throw invalidRequest('Invalid string', 'parameter_invalid_string', path);
    if (raw === '') {
      const message = `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a field; however '${path}' cannot be unset.`;
      throw invalidRequest(message, 'parameter_invalid_empty', path);
    }
    return parse(raw, path);
  },
});

export const text = (maxLength = 5000): Field<string | undefined> =>
  scalar((raw, path) => {
    if (raw.length > maxLength) throw invalidRequest(`Invalid string: must be at most ${maxLength} characters`, 'parameter_invalid_string', path);
    return raw;
  });

export const integer = (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Field<number | undefined> =>
  scalar((raw, path) => {
    const value = Number(raw);
    if (!/^-?\d+$/.test(raw) || !Number.isSafeInteger(value)) throw invalid(path, 'integer', raw);
    if (value < min || value > max) throw invalidRequest(`Invalid integer: ${path} must be between ${min} and ${max}`, 'parameter_invalid_integer', path);
    return value;
  });

/** A number with decimals, e.g. `percent_off`. */
export const decimal = (min: number, max: number): Field<number | undefined> =>
  scalar((raw, path) => {
    const value = Number(raw);
    if (!/^-?\d+(\.\d+)?$/.test(raw) || !Number.isFinite(value)) throw invalidRequest(`Invalid decimal: ${raw}`, 'parameter_invalid_decimal', path);
    if (value < min || value > max) throw invalidRequest(`Invalid decimal: ${path} must be between ${min} and ${max}`, 'parameter_invalid_decimal', path);
    return value;
  });

export const boolean = (): Field<boolean | undefined> =>
  scalar((raw, path) => {
    if (raw !== 'true' && raw !== 'false') throw invalidRequest(`Invalid boolean: ${raw}`, undefined, path);
    return raw === 'true';
  });

export const choice = <const T extends string>(...values: T[]): Field<T | undefined> =>
  scalar((raw, path) => {
    const found = values.find((value) => value === raw);
    if (found === undefined) throw invalidRequest(`Invalid ${path}: must be one of ${values.join(', ')}`, undefined, path);
    return found;
  });

/** The empty string clears the field. */
export const clearable = <T>(field: Field<T | undefined>): Field<T | null | undefined> => ({
  decode: (raw, path) => (raw === '' ? null : field.decode(raw, path)),
  shape: field.shape,
});

export const required = <T>(field: Field<T | undefined>): Field<T> => ({
  decode(raw, path) {
    const value = field.decode(raw, path);
    if (value === undefined) throw invalidRequest(`Missing required param: ${path}.`, 'parameter_missing', path);
    return value;
  },
  shape: field.shape,
});

const entries = (raw: FormValue, path: string): FormObject => {
  if (typeof raw === 'string') throw invalidRequest(`Invalid object`, 'parameter_invalid_object', path);
  return raw;
};

/** Decodes the known keys; anything else fails closed. */
export function decodeShape<S extends Shape>(shape: S, raw: FormObject, path = '', known: readonly string[] = []): Decoded<S> {
  const at = (key: string): string => (path ? `${path}[${key}]` : key);
  for (const key of Object.keys(raw)) {
    if (Object.hasOwn(shape, key)) continue;
    if (known.includes(key)) throw unsupported(at(key));
    throw invalidRequest(`Received unknown parameter: ${at(key)}`, 'parameter_unknown', at(key));
  }
  const decoded = Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, field.decode(raw[key], at(key))]));
  return decoded as Decoded<S>;
}

/** A nested object; `known` names what Stripe takes there and the sandbox does not. */
export const object = <S extends Shape>(shape: S, known: readonly string[] = []): Field<Decoded<S> | undefined> => ({
  decode: (raw, path) => (raw === undefined ? undefined : decodeShape(shape, entries(raw, path), path, known)),
  shape,
});

export const array = <T>(item: Field<T>, max = 100): Field<T[] | undefined> => ({
  decode(raw, path) {
    if (raw === undefined) return undefined;
    if (typeof raw === 'string') throw invalidRequest('Invalid array', 'parameter_invalid_array', path);
    const list = Object.entries(raw).sort(([a], [b]) => Number(a) - Number(b));
    if (list.some(([key]) => !/^\d+$/.test(key))) throw invalidRequest('Invalid array', 'parameter_invalid_array', path);
    if (list.length > max) throw invalidRequest(`Array ${path} exceeds ${max} items`, 'parameter_invalid_array', path);
    return list.map(([key, value]) => item.decode(value, `${path}[${key}]`));
  },
  shape: item.shape,
});

/** An object whose keys the caller chooses, e.g. currencies. */
export const map = <T>(item: Field<T>, isKey: (key: string) => boolean): Field<Record<string, T> | undefined> => ({
  decode(raw, path) {
    if (raw === undefined) return undefined;
    return Object.fromEntries(Object.entries(entries(raw, path)).map(([key, value]) => {
      if (!isKey(key)) throw invalidRequest(`Received unknown parameter: ${path}[${key}]`, 'parameter_unknown', `${path}[${key}]`);
      return [key, item.decode(value, `${path}[${key}]`)];
    }));
  },
});

/** Merged into what is there: an empty value removes the key, an empty string removes all. */
export type MetadataChange = Record<string, string> | null | undefined;
export const metadata = (): Field<MetadataChange> => ({
  decode(raw, path) {
    if (raw === undefined || raw === '') return raw === '' ? null : undefined;
    const pairs = Object.entries(entries(raw, path));
    if (pairs.length > 50) throw invalidRequest('Metadata can hold at most 50 keys.', undefined, path);
    return Object.fromEntries(
      pairs.map(([key, value]) => {
        if (typeof value !== 'string') throw invalidRequest('Metadata values must be strings.', undefined, `${path}[${key}]`);
        if (key.length > 40 || value.length > 500) throw invalidRequest('Metadata keys take 40 characters and values 500.', undefined, `${path}[${key}]`);
        return [key, value];
      }),
    );
  },
});

export const mergeMetadata = (current: Record<string, string> | null, change: MetadataChange): Record<string, string> => {
  if (change === null) return {};
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''));
};

/** `created`: an exact second or a range. */
export interface Range { gt?: number; gte?: number; lt?: number; lte?: number }
export const range = (): Field<Range | undefined> => ({
  decode(raw, path) {
    if (raw === undefined) return undefined;
    if (typeof raw !== 'string') return decodeShape({ gt: integer(), gte: integer(), lt: integer(), lte: integer() }, raw, path);
    const exact = integer().decode(raw, path);
    return { gte: exact, lte: exact };
  },
});

export const inRange = (value: number, limits: Range | undefined): boolean =>
  !limits ||
  ((limits.gt === undefined || value > limits.gt) && (limits.gte === undefined || value >= limits.gte) &&
    (limits.lt === undefined || value < limits.lt) && (limits.lte === undefined || value <= limits.lte));
