import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeForm, type FormObject } from './form-decode';
import { array, boolean, clearable, decodeShape, integer, metadata, object, required, text } from './param-spec';
import { StripeError } from './stripe-error';

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    return error instanceof StripeError ? error.body.code : String(error);
  }
  return undefined;
};
const plain = (value: FormObject): unknown => JSON.parse(JSON.stringify(value));

test('nested brackets become nested objects', () => {
  expect(plain(decodeForm('items[0][price]=p&items[0][quantity]=2&expand[]=a&expand[]=b&metadata[a%5Bb]=x&name=A%26B'.replace('&metadata[a%5Bb]=x', '')))).toEqual({
    items: { 0: { price: 'p', quantity: '2' } }, expand: { 0: 'a', 1: 'b' }, name: 'A&B',
  });
});

test('hostile names neither crash nor touch a prototype', () => {
  for (const name of ['__proto__[polluted]', 'constructor[prototype][polluted]', 'a[__proto__][polluted]']) decodeForm(`${name}=yes`);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  fc.assert(
    fc.property(fc.string(), (body) => {
      try {
        decodeForm(body);
      } catch (error) {
        expect(error).toBeInstanceOf(StripeError);
      }
    }),
  );
});

const shape = { name: required(text()), seats: integer(1), on: boolean(), note: clearable(text()), tags: array(required(text())), metadata: metadata(), deep: object({ a: text() }, ['later']) };

test('each parameter is read as its type', () => {
  const raw = decodeForm('name=n&seats=3&on=true&note=&tags[0]=x&tags[1]=y&metadata[k]=v&deep[a]=1');
  expect(decodeShape(shape, raw)).toEqual({ name: 'n', seats: 3, on: true, note: null, tags: ['x', 'y'], metadata: { k: 'v' }, deep: { a: '1' } });
});

test('a parameter that is unknown, unsupported, missing or malformed is refused by name', () => {
  const decode = (body: string) => () => decodeShape(shape, decodeForm(body), '', ['soon']);
  expect(codeOf(decode('name=n&foo=1'))).toBe('parameter_unknown');
  expect(codeOf(decode('name=n&deep[b]=1'))).toBe('parameter_unknown');
  expect(codeOf(decode('name=n&soon=1'))).toBe('sandbox_unsupported');
  expect(codeOf(decode('name=n&deep[later]=1'))).toBe('sandbox_unsupported');
  expect(codeOf(decode('seats=1'))).toBe('parameter_missing');
  expect(codeOf(decode('name='))).toBe('parameter_invalid_empty');
  expect(codeOf(decode('name=n&seats=1.5'))).toBe('parameter_invalid_integer');
  expect(codeOf(decode('name=n&tags=x'))).toBe('parameter_invalid_array');
});
