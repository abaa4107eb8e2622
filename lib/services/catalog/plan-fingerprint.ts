import { createHash } from 'node:crypto';
import type { Plan } from '@/lib/domain/catalog';

/** JSON with every object's keys in order, so that equal values have equal text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
};

/**
 * SHA-256 (hex) of a plan's terms as its n-th version. The number is part of it, so that going back to earlier terms is a new
 * version too and the highest version is always the one that is sold.
 */
export const planFingerprint = (plan: Plan, version: number): string =>
  createHash('sha256').update(`${version}:${canonicalJson(plan)}`).digest('hex');
