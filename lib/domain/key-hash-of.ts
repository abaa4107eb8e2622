import { hashApiKey, isWellFormedApiKey } from './api-key-format';
import { AppError } from './app-error';

const maxKept = 10_000;
const hashes = new Map<string, string>();

/**
 * A key's hash; `null` for what is no key of ours, which needs no database to say. Kept for the keys that called last:
 * checksum and digest cost more than a whole batch entry.
 */
export const keyHashOf = async (key: string): Promise<string | null> => {
  const known = hashes.get(key);
  if (known !== undefined) return known;
  if (!isWellFormedApiKey(key)) return null;
  const hash = await hashApiKey(key);
  if (hashes.size >= maxKept) hashes.clear();
  hashes.set(key, hash);
  return hash;
};

export const notAKey = (): AppError => new AppError('invalid_api_key', 'This is not a Tollgate key: its checksum does not fit. Copy it again.');
