import { expect, test } from 'vitest';
import { defaultCatalog } from '@/lib/catalogs/default';
import type { Plan } from '@/lib/domain/catalog';
import { canonicalJson, planFingerprint } from './plan-fingerprint';

const pro = defaultCatalog.plans['pro'] as Plan;

test('the same terms written in another order have the same fingerprint', () => {
  const reordered = Object.fromEntries(Object.entries(pro).reverse()) as unknown as Plan;
  expect(planFingerprint(reordered, 1)).toBe(planFingerprint(pro, 1));
});

test('any changed term changes the fingerprint', () => {
  expect(planFingerprint({ ...pro, seats: 11 }, 1)).not.toBe(planFingerprint(pro, 1));
  expect(planFingerprint({ ...pro, hidden: true }, 1)).not.toBe(planFingerprint(pro, 1));
});

test('canonical JSON keeps the order of lists, leaves out what is undefined and keeps null', () => {
  expect(canonicalJson({ b: [2, 1], a: undefined, c: null })).toBe('{"b":[2,1],"c":null}');
});
