import { expect, test } from 'vitest';
import { brandName, cardName, expiryWords, spokenCardName } from './card-words';

test('a card is named by brand and last digits, to the eye and to the ear', () => {
  expect(cardName({ brand: 'visa', last4: '4242' })).toBe('Visa •••• 4242');
  expect(spokenCardName({ brand: 'amex', last4: '0005' })).toBe('American Express ending in 0005');
  expect(cardName({ brand: 'link', last4: '' })).toBe('Link');
});

test('a brand that comes later has a name all the same', () => {
  expect(brandName('new_network')).toBe('New network');
  expect(brandName('unknown')).toBe('Card');
});

test('the end is said as on the card, and nothing is said where there is none', () => {
  expect(expiryWords({ expMonth: 3, expYear: 2034, expiry: 'ok' })).toBe('Expires 03/2034');
  expect(expiryWords({ expMonth: 1, expYear: 2020, expiry: 'expired' })).toBe('Expired 01/2020');
  expect(expiryWords({ expMonth: 0, expYear: 0, expiry: 'ok' })).toBeNull();
});
