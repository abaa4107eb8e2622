const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 27; // 62^27 > 2^160
const checksumLength = 6; // 62^6 > 2^32

export type KeyMode = 'live' | 'test';

/** `tg_live_` or `tg_test_`, 27 base62 characters (160 random bits), 6 base62 characters of CRC-32 over all before them. */
export const apiKeyPattern = /^tg_(live|test)_[0-9A-Za-z]{33}$/;

/** A new key in clear text. It is shown once and never stored. */
export const newApiKey = (mode: KeyMode): string => {
  const random = crypto.getRandomValues(new Uint8Array(20));
  const value = random.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const body = `tg_${mode}_${toBase62(value, secretLength)}`;
  return body + toBase62(BigInt(crc32(body)), checksumLength);
};

/** True when the text has the shape of a key and its checksum fits, so that a typo is refused without asking a database. */
export const isWellFormedApiKey = (text: string): boolean => {
  if (!apiKeyPattern.test(text)) return false;
  const body = text.slice(0, -checksumLength);
  return toBase62(BigInt(crc32(body)), checksumLength) === text.slice(-checksumLength);
};

/** What is shown of a key after its creation: `tg_live_` and the first four characters, and the last four. */
export const apiKeyHint = (key: string) => ({ prefix: key.slice(0, 12), last4: key.slice(-4) });

/** SHA-256 in lower-case hex: what is stored and looked up. 160 random bits need no salt and no slow hash. */
export const hashApiKey = async (key: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
};

const toBase62 = (value: bigint, length: number): string => {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text = base62.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
};

/** CRC-32 as in ISO 3309, unsigned. */
const crc32 = (text: string): number => {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i += 1) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
};
