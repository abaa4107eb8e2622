import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppError } from './app-error';
import { bodyFields } from './body-fields';

const names = ['quality', 'options.depth', 'n'];
const read = (text: string, encoding?: string) => bodyFields(new TextEncoder().encode(text), names, encoding);
const refused = (status: number) => expect.objectContaining({ status }) as AppError;

describe('the weighed fields of a body', () => {
  test.each<[string, Record<string, string>]>([
    ['', {}], ['{}', {}], ['[{"quality":"pro"}]', {}], ['"quality"', {}], ['{"quality":"pro"}', { quality: 'pro' }], ['{"QUALITY":"Pro"}', { quality: 'Pro' }], ['{"qual\\u0069ty":"pr\\u006f"}', { quality: 'pro' }],
    ['{"options":{"depth":"deep","quality":"no"},"n":3}', { 'options.depth': 'deep', n: '3' }], ['{"options.depth":"deep"}', {}], ['{"options":[{"depth":"deep"}],"n":true}', { n: 'true' }],
    ['{"quality":null,"n":{}}', {}], [`{"quality":"${'x'.repeat(257)}"}`, {}], ['\uFEFF{"n":1e2}', { n: '100' }], ['{"list":[{"n":1},{"n":2}],"s":"\\"n\\":1,","n":5}', { n: '5' }],
  ])('of %s are %j', (text, fields) => {
    expect(read(text)).toEqual(fields);
  });

  test.each([
    'quality=pro', '{"quality":"pro"', '{"quality":"std","quality":"pro"}', '{"quality":"std","Quality":"pro"}', '{"quality":"std","q\\u0075ality":"pro"}', '{"options":{"depth":"a"},"options":{}}', '{"options":{"depth":"a","x":{},"DEPTH":1}}',
  ])('of %s are refused: they cannot be read, or in two ways', (text) => {
    expect(read(text)).toEqual(refused(422));
  });

  test('of a body that is encoded, in another character set or too large are refused', () => {
    expect(read('{}', 'gzip')).toEqual(refused(422));
    expect(read('{}', 'identity')).toEqual({});
    expect(bodyFields(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), names, null)).toEqual(refused(422));
    expect(bodyFields(new Uint8Array(Buffer.from('{"quality":"pro"}', 'utf16le')), names, null)).toEqual(refused(422));
    expect(read(`{"x":"${'y'.repeat(1_048_576)}"}`)).toEqual(refused(413));
  });

  test('are those of the parsed body, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }).filter((key) => !names.some((name) => name.startsWith(key.toLowerCase()))), fc.jsonValue()), fc.constantFrom('pro', 'std', 'p"r\\o'), fc.constantFrom(0, 1), (around, quality, space) => {
        expect(read(JSON.stringify({ ...around, quality, again: { quality: 'no' } }, null, space))).toEqual({ quality });
      }),
    );
  });
});
