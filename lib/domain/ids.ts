const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** What an id names. The prefix is part of the id, so that an id says what it is wherever it turns up. */
export type IdPrefix = 'usr' | 'ses' | 'ws' | 'key' | 'pv' | 'sub' | 'dec' | 'aud' | 'chk' | 'req' | 'eml' | 'prv' | 'itn' | 'chg' | 'ofr' | 'cpu' | 'grt' | 'ent' | 'rec' | 'lim' | 'ovr' | 'mpr';

/**
 * A new sortable id: prefix, `_`, and 26 characters of Crockford base32 (48 bits of milliseconds, 80 random bits), as in
 * the ULID specification. `nowMs` is milliseconds since 1970 and only orders the id; nothing reads time back from it.
 */
export const newId = (prefix: IdPrefix, nowMs: number): string => `${prefix}_${timePart(nowMs)}${randomPart()}`;

/** An id of the same form whose last half comes from at least 16 bytes of a digest: whoever derives it from the same facts gets the same. */
export const derivedId = (prefix: IdPrefix, atMs: number, digest: Uint8Array): string => `${prefix}_${timePart(atMs)}${[...digest.subarray(0, 16)].map((byte) => alphabet.charAt(byte & 31)).join('')}`;

let lastMs = -1;
let lastTime = '';

const timePart = (nowMs: number): string => {
  if (nowMs === lastMs) return lastTime;
  let rest = Math.floor(nowMs);
  let text = '';
  for (let i = 0; i < 10; i += 1) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  [lastMs, lastTime] = [nowMs, text];
  return text;
};

// Random bytes are drawn for many ids at once: each draw costs more than the rest of an id.
const pool = new Uint16Array(2_048);
const pairs = Array.from({ length: 1_024 }, (_, i) => alphabet.charAt(i >> 5) + alphabet.charAt(i & 31));
let left = 0;

const randomPart = (): string => {
  if (left < 8) {
    crypto.getRandomValues(pool);
    left = pool.length;
  }
  let text = '';
  for (let i = 0; i < 8; i += 1) text += pairs[(pool[(left -= 1)] ?? 0) & 1_023];
  return text;
};
