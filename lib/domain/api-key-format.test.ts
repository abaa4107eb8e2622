import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiKeyHint, apiKeyPattern, hashApiKey, isWellFormedApiKey, newApiKey } from './api-key-format';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('a key', () => {
  it('has the shape that is documented and a checksum that fits, in both modes', () => {
    for (let i = 0; i < 1_000; i += 1) {
      for (const mode of ['live', 'test'] as const) {
        const key = newApiKey(mode);
        expect(key).toMatch(apiKeyPattern);
        expect(key.startsWith(`tg_${mode}_`)).toBe(true);
        expect(isWellFormedApiKey(key)).toBe(true);
      }
    }
  });

  it('is known as it always was: keys made by earlier versions stay valid', () => {
    expect(isWellFormedApiKey('tg_live_1u1jkTOsqfAeR3p1LibPCi2tUor02gDPR')).toBe(true);
  });

  it('never passes the checksum after any one character was changed to any other (50 keys, over 100,000 edits)', () => {
    const passed: string[] = [];
    let tried = 0;
    for (let n = 0; n < 50; n += 1) {
      const key = newApiKey('live');
      for (let at = 8; at < key.length; at += 1) {
        for (const letter of base62.replace(key.charAt(at), '')) {
          tried += 1;
          const edited = key.slice(0, at) + letter + key.slice(at + 1);
          if (isWellFormedApiKey(edited)) passed.push(`${key} as ${edited}`);
        }
      }
    }
    expect(tried).toBeGreaterThan(100_000);
    expect(passed).toEqual([]);
  });

  it('is not what anybody types', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => !isWellFormedApiKey(text)));
    const key = newApiKey('live');
    for (const wrong of ['', `${key} `, ` ${key}`, `${key}\n`, key.toLowerCase() === key ? `${key}x` : key.toLowerCase(), key.replace('live', 'test'), key.slice(0, -1), `${key}0`]) expect(isWellFormedApiKey(wrong)).toBe(false);
  });

  it('is stored as its SHA-256 in lower-case hex', async () => {
    const key = newApiKey('test');
    expect(await hashApiKey(key)).toBe(createHash('sha256').update(key).digest('hex'));
  });

  it('shows its mode, four characters and the last four, and no more', () => {
    expect(apiKeyHint('tg_live_1u1jkTOsqfAeR3p1LibPCi2tUor02gDPR')).toEqual({ prefix: 'tg_live_1u1j', last4: 'gDPR' });
  });
});
