import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/app-error';

/** The `Idempotency-Key` of a request, as the draft's quoted string or bare, as most clients send it; null for none. */
export const idempotencyKeyOf = (headers: Headers): string | null => {
  const sent = headers.get('idempotency-key');
  if (sent === null) return null;
  const key = /^"([^"\\]*)"$/.exec(sent)?.[1] ?? sent;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError('invalid_input', 'Idempotency-Key is not right: use 1 to 255 visible ASCII characters.', { errors: [{ pointer: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }] });
};

/** The same for the same input, in whatever order its fields come. */
export const fingerprintOf = (input: unknown): string => createHash('sha256').update(JSON.stringify(sorted(input))).digest('hex');

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return { fields: Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]) };
};
