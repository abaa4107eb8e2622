import type Stripe from 'stripe';

/** One item of a subscription. Two amounts of one product are its prices for two intervals. */
export interface Bought {
  product: string;
  amount: number;
  interval?: 'month' | 'year';
  quantity?: number;
}

/** A change whose arithmetic is known: Stripe's documented examples, and what the documented formula says of others. Minor units. */
export interface GoldenVector {
  name: string;
  currency: 'usd' | 'xof' | 'kwd';
  /** Days of the period in which the change is made, and seconds of it that are left. */
  days: 30 | 31 | 365;
  left: number;
  first: Bought[];
  /** What becomes of the items before that, without proration. */
  before?: Bought[];
  /** What each item becomes; null when it is removed. */
  then: (Bought | null)[];
  coupon?: { terms: Stripe.CouponCreateParams; from: 'first' | 'change' };
  /** On the customer's account before the change: credit is negative. */
  balance?: number;
  /** What the coupon takes off each line of the first invoice. */
  discounts?: number[];
  lines: number[];
  total: number;
  due: number;
  /** On the account after it. */
  balanceAfter: number;
  /** What the next invoice takes. */
  next: number;
}

const day = 86_400;
const one = (amount: number, more: Partial<Bought> = {}): Bought => ({ product: `at_${amount}`, amount, ...more });
const plain = { currency: 'usd', days: 30, balanceAfter: 0 } as const;
const half = 15 * day;
const third = 10 * day;

const documented: GoldenVector[] = [
  { ...plain, name: 'the preview of Stripe’s documentation: 1000 to 3252 with 445,540 seconds left', days: 31, left: 445_540, first: [one(1000)], then: [one(3252)], lines: [-166, 541], total: 375, due: 375, next: 3252 },
  { ...plain, name: 'three steps: 1000 to 2000 without proration, then back to 1000 with a third left', left: third, first: [one(1000)], before: [one(2000)], then: [one(1000)], lines: [-333, 333], total: 0, due: 0, next: 1000 },
  { ...plain, name: '500 off 1000 and 2000, of which the first is removed in the middle', left: half, first: [one(1000), one(2000)], then: [null, one(2000)], coupon: { terms: { amount_off: 500, currency: 'usd', duration: 'forever' }, from: 'first' }, discounts: [166, 334], lines: [-417], total: -417, due: 0, balanceAfter: -417, next: 1083 },
  { ...plain, name: '7000 to 22000 without decimals, in the middle', currency: 'xof', left: half, first: [one(7000)], then: [one(22_000)], lines: [-3500, 11_000], total: 7500, due: 7500, next: 22_000 },
  { ...plain, name: '7000 to 22000 without decimals, on the tenth at six', currency: 'xof', left: 20 * day + 18 * 3600, first: [one(7000)], then: [one(22_000)], lines: [-4842, 15_217], total: 10_375, due: 10_375, next: 22_000 },
];

const up = { ...plain, left: half, first: [one(1000)], then: [one(5000)] };
const seats = (quantity: number): Bought => ({ product: 'seat', amount: 1999, quantity });
const monthly = { product: 'both', amount: 4900 };
const yearly: Bought = { product: 'both', amount: 49_000, interval: 'year' };

const byTheFormula: GoldenVector[] = [
  { ...plain, name: '6130 to 12250 with three decimals', currency: 'kwd', left: third, first: [one(6130)], then: [one(12_250)], lines: [-2043, 4083], total: 2040, due: 2040, next: 12_250 },
  { ...plain, name: 'three seats to five', left: third, first: [seats(3)], then: [seats(5)], lines: [-1999, 3332], total: 1333, due: 1333, next: 9995 },
  { ...plain, name: 'a month to a year', left: third, first: [monthly], then: [yearly], lines: [-1633, 49_000], total: 47_367, due: 47_367, next: 49_000 },
  { ...plain, name: 'a year to a month', days: 365, left: 73 * day, first: [yearly], then: [monthly], lines: [-9800, 4900], total: -4900, due: 0, balanceAfter: -4900, next: 0 },
  { ...up, name: '20 % off from the first invoice on', coupon: { terms: { percent_off: 20, duration: 'forever' }, from: 'first' }, discounts: [200], lines: [-400, 2000], total: 1600, due: 1600, next: 4000 },
  { ...up, name: '20 % off that come with the change', coupon: { terms: { percent_off: 20, duration: 'forever' }, from: 'change' }, lines: [-500, 2000], total: 1500, due: 1500, next: 4000 },
  { ...up, name: '500 off from the first invoice on', coupon: { terms: { amount_off: 500, currency: 'usd', duration: 'forever' }, from: 'first' }, discounts: [500], lines: [-250, 2250], total: 2000, due: 2000, next: 4500 },
  { ...up, name: 'a credit that pays a part', balance: -300, lines: [-500, 2500], total: 2000, due: 1700, next: 5000 },
  { ...up, name: 'a credit that pays all and is left', balance: -6000, lines: [-500, 2500], total: 2000, due: 0, balanceAfter: -4000, next: 1000 },
  { ...up, name: 'a debt that is charged with it', balance: 200, lines: [-500, 2500], total: 2000, due: 2200, next: 5000 },
  { ...up, name: 'too little to be charged', then: [one(1030)], lines: [-500, 515], total: 15, due: 0, balanceAfter: 15, next: 1045 },
];

export const goldenVectors: readonly GoldenVector[] = [...documented, ...byTheFormula];
