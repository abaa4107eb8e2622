import Ajv, { type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cachedWireSchema } from './cached-wire-schema';
import { mismatch } from './match-schema';
import { makeSession, openSandbox } from './open-sandbox';
import { wireRoots } from './wire-roots';
import type { WireSchema } from './wire-schema';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const names = ['product', 'price', 'checkout.session', 'subscription', 'invoice', 'payment_intent', 'charge'];
let schema: WireSchema;
const samples: [string, Json][] = [];
const independent = new Map<string, ValidateFunction>();

beforeAll(async () => {
  schema = await cachedWireSchema(wireRoots);
  const ajv = new Ajv({ strict: false, validateSchema: false });
  ajv.addSchema({ $id: 'wire', $defs: schema.$defs });
  for (const name of names) independent.set(name, ajv.compile(JSON.parse(JSON.stringify(schema.roots[name]).replaceAll('"#/$defs/', '"wire#/$defs/')) as object));
  const opened = await openSandbox();
  const session = await makeSession(opened.stripe);
  await opened.control(`/checkout/${session.id}/complete`, {});
  for (const event of (await opened.stripe.events.list({ limit: 100 })).data) {
    const object = JSON.parse(JSON.stringify(event.data.object)) as { object: string };
    if (names.includes(object.object)) samples.push([object.object, object]);
  }
  await opened.close();
}, 60_000);

const isObject = (value: Json): value is { [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Changes one place of a JSON value: removes a field, adds one, or puts something else there. */
function changed(value: Json, path: number[], kind: number, other: Json): Json {
  const [step = 0, ...rest] = path;
  if (Array.isArray(value) && value.length > 0 && rest.length > 0) return value.map((item, index) => (index === step % value.length ? changed(item, rest, kind, other) : item));
  if (!isObject(value)) return other;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined || rest.length === 0) {
    if (kind === 0) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    return kind === 1 ? { ...value, strange: other } : { ...value, ...(key === undefined ? {} : { [key]: other }) };
  }
  return { ...value, [key]: changed(value[key] ?? null, rest, kind, other) };
}

test('every sample of the sandbox fits, and every change is judged as an independent validator judges it', () => {
  expect(new Set(samples.map(([name]) => name)).size).toBeGreaterThanOrEqual(5);
  for (const [name, sample] of samples) expect([name, mismatch(schema.roots[name] ?? {}, sample, schema.$defs)]).toEqual([name, null]);
  const verdicts = { fits: 0, differs: 0 };
  fc.assert(
    fc.property(fc.nat(samples.length - 1), fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }), fc.nat(2), fc.constantFrom<Json>(null, 7, 'x', true, [], {}, ['x'], 'succeeded'), (index, path, kind, other) => {
      const [name, sample] = samples[index] ?? ['', null];
      const candidate = changed(sample, path, kind, other);
      const fits = independent.get(name)?.(candidate) === true;
      verdicts[fits ? 'fits' : 'differs'] += 1;
      expect(mismatch(schema.roots[name] ?? {}, candidate, schema.$defs) === null).toBe(fits);
    }),
    { numRuns: 3000 },
  );
  expect(verdicts.fits).toBeGreaterThan(50);
  expect(verdicts.differs).toBeGreaterThan(500);
});

test('a difference is named where it is', () => {
  const [, sample] = samples.find(([name]) => name === 'charge') ?? ['', null];
  const charge = isObject(sample) ? sample : {};
  expect(mismatch(schema.roots.charge ?? {}, { ...charge, amount: '5' }, schema.$defs)).toBe('amount is "5", not of type number');
  expect(mismatch(schema.roots.charge ?? {}, { ...charge, colour: 'red' }, schema.$defs)).toBe('colour is not a field of it');
  expect(mismatch(schema.roots.charge ?? {}, { ...charge, status: 'maybe' }, schema.$defs)).toBe('status is "maybe", none of the documented values');
});
