import { expect, test } from 'vitest';
import { testCards } from '@/sandbox/stripe/billing/test-cards';
import { brand, cardOf, format, problemsOf } from './card-format.mjs';

const numbers = testCards.map((card) => card.number);
const now = new Date(Date.UTC(2026, 10, 15));
const codes = (number: string, expiry = '12 / 34', cvc = '123'): (string | undefined)[] => {
  const problems = problemsOf({ number, expiry, cvc }, numbers, now);
  return [problems.number?.code, problems.expiry?.code, problems.cvc?.code];
};

test.each([
  ['4242424242424242', '4242 4242 4242 4242'], ['42424', '4242 4'], ['378282246310005', '3782 822463 10005'], ['4242 4242-4242 4242 99', '4242 4242 4242 4242'], ['', ''],
])('a card number %j is shown as %j', (typed, shown) => expect(format.number(typed)).toBe(shown));

test.each([
  ['1234', '12 / 34'], ['12/34', '12 / 34'], ['12 / 34', '12 / 34'], ['3', '03'], ['334', '03 / 34'], ['12/2034', '12 / 34'], ['1', '1'], ['12 / ', '12 / '],
])('an expiry %j is shown as %j', (typed, shown) => expect(format.expiry(typed)).toBe(shown));

test('only complete test cards that have not expired pass', () => {
  for (const number of numbers) expect(codes(number, '12 / 34', number.length === 15 ? '1234' : '123')).toEqual([undefined, undefined, undefined]);
  expect(codes('4242424242424241')).toEqual(['invalid_number', undefined, undefined]);
  expect(codes('4111111111111111')).toEqual(['incorrect_number', undefined, undefined]);
  expect(codes('4242', '1', '12')).toEqual(['incomplete_number', 'incomplete_expiry', 'incomplete_cvc']);
  expect(codes('4242424242424242', '13 / 34')).toEqual([undefined, 'invalid_expiry_month', undefined]);
  expect(codes('4242424242424242', '10 / 26')).toEqual([undefined, 'invalid_expiry_year_past', undefined]);
  expect(codes('4242424242424242', '11 / 26')).toEqual([undefined, undefined, undefined]);
  expect(codes('378282246310005', '12 / 34', '123')).toEqual([undefined, undefined, 'incomplete_cvc']);
});

test('the API gets digits, a month and a full year', () => {
  expect(cardOf({ number: '4242 4242 4242 4242', expiry: '03 / 34', cvc: '123' })).toEqual({ number: '4242424242424242', exp_month: 3, exp_year: 2034, cvc: '123' });
  expect([brand('3782'), brand('4'), brand('55'), brand('')]).toEqual(['amex', 'visa', 'mastercard', 'unknown']);
});
