import { describe, expect, it } from 'vitest';
import { localeFrom, localize } from './locale';

describe('the language of a request', () => {
  it.each([
    ['fr', 'fr'], ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'], ['en;q=0.5, fr;q=0.9', 'fr'], ['de, fr;q=0.2', 'fr'], ['de', 'en'], ['', 'en'], [null, 'en'], ['*', 'en'], ['FR', 'fr'], ['fr;q=0.1, en', 'en'], [';;;,,,q=', 'en'],
  ])('%j is %s', (header, locale) => {
    expect(localeFrom(header)).toBe(locale);
  });

  it('is not one that the client refuses', () => {
    expect(localeFrom('fr;q=0, en;q=0.1')).toBe('en');
    expect(localeFrom('fr;q=0')).toBe('en');
  });

  it('falls back to English where a text lacks it', () => {
    expect([localize({ en: 'Calls', fr: 'Appels' }, 'fr'), localize({ en: 'Calls' }, 'fr')]).toEqual(['Appels', 'Calls']);
  });
});
