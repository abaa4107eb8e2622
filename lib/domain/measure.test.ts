import { expect, it } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { formatMeasured, measureOf } from './measure';

const catalog = loadCatalog('default');
const say = (value: number, meter: string, locale: 'en' | 'fr' = 'en') => formatMeasured(value, measureOf({ catalog, locale }, meter), locale);

it('says counts with their unit in the language', () => {
  expect([say(1, 'calls'), say(4_812, 'calls'), say(0, 'credits'), say(2, 'calls', 'fr')]).toEqual(['1 call', '4,812 calls', '0 credits', '2 appels']);
});

it('says the spend beyond the plan in the catalogue’s currency, and micro-dollars as dollars rounded to the cent', () => {
  const withCost = { ...catalog, meters: { ...catalog.meters, cost: { name: { en: 'Cost' }, unit: { one: { en: 'micro-dollar' }, many: { en: 'micro-dollars' } }, kind: 'micros' as const } } };
  const cost = measureOf({ catalog: withCost, locale: 'en' }, 'cost');
  expect(say(1_250, 'spend')).toBe('$12.50');
  expect([formatMeasured(12_345_000, cost, 'en'), formatMeasured(15_000, cost, 'en'), formatMeasured(0, cost, 'en')]).toEqual(['$12.35', '$0.02', '$0.00']);
});

it('says a meter that the catalogue has no more by its id', () => {
  expect([say(3, 'gone'), say(3, 'constructor')]).toEqual(['3 gone', '3 constructor']);
});
