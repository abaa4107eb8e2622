import { hashApiKey } from '@/lib/domain/api-key-format';

const maxKept = 1_000;
const hashes = new Map<string, string>();

/** A key's hash, kept for the keys that called last: digests on the edge are asynchronous, and cost more than a whole batch entry. */
export const keyHashOf = async (key: string): Promise<string> => {
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hash = await hashApiKey(key);
  if (hashes.size >= maxKept) hashes.clear();
  hashes.set(key, hash);
  return hash;
};
