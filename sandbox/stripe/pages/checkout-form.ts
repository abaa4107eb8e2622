import { findTestCard } from '@/sandbox/stripe/billing/test-cards';
import type { StripeError } from '@/sandbox/stripe/http/stripe-error';
import type { CheckoutInput } from '@/sandbox/stripe/store/collections';

const fields = ['email', 'number', 'expiry', 'cvc', 'name', 'country', 'line1', 'postal_code', 'city', 'business', 'tax_type', 'tax_value'] as const;
export type Typed = Record<(typeof fields)[number], string>;

const fromFields = (read: (key: string) => string): Typed => Object.fromEntries(fields.map((key) => [key, read(key)])) as Typed;
export const untouched: Typed = fromFields(() => '');

export function readTyped(body: string): Typed {
  const form = new URLSearchParams(body);
  return fromFields((key) => (form.get(key) ?? '').trim().slice(0, 200));
}

export type Checked = { ok: true; input: CheckoutInput } | { ok: false; field: keyof Typed; message: string };

export interface Card {
  number: string;
  expMonth: number;
  expYear: number;
}
export type CheckedCard = { ok: true; card: Card } | { ok: false; field: 'number' | 'expiry' | 'cvc'; message: string };

/** What a browser would be told before a card is sent to a bank. */
export function checkCard(typed: Pick<Typed, 'number' | 'expiry' | 'cvc'>): CheckedCard {
  const number = typed.number.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(number)) return { ok: false, field: 'number', message: 'Your card number is incomplete.' };
  const expiry = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(typed.expiry);
  if (!expiry) return { ok: false, field: 'expiry', message: "Your card's expiration date is incomplete." };
  if (!/^\d{3,4}$/.test(typed.cvc)) return { ok: false, field: 'cvc', message: "Your card's security code is incomplete." };
  if (!findTestCard(number)) return { ok: false, field: 'number', message: 'Your card number is not a test card. This sandbox takes only the test cards listed on this page.' };
  const year = Number(expiry[2]);
  return { ok: true, card: { number, expMonth: Number(expiry[1]), expYear: year < 100 ? 2000 + year : year } };
}

/** The field that a refused payment blames, if it is one of them. */
export function fieldOf({ body: { type, code, param } }: StripeError): keyof Typed | undefined {
  if (code === 'tax_id_invalid') return 'tax_value';
  if (param === 'cvc') return 'cvc';
  if (param === 'exp_month' || param === 'exp_year') return 'expiry';
  return type === 'card_error' ? 'number' : undefined;
}

export interface Asked {
  card: boolean;
  address: boolean;
}

const noCard: Card = { number: '', expMonth: 12, expYear: 2099 };
const need = (field: keyof Typed, message: string): Checked => ({ ok: false, field, message });

/** The same for a whole Checkout form. */
export function checkTyped(typed: Typed, asked: Asked): Checked {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed.email)) return need('email', 'Enter an email address.');
  const checked: CheckedCard = asked.card ? checkCard(typed) : { ok: true, card: noCard };
  if (!checked.ok) return checked;
  if (asked.address && !typed.line1) return need('line1', 'Enter your address.');
  if (asked.address && !typed.city) return need('city', 'Enter your city.');
  const business = typed.tax_value ? { business: { name: typed.business || null, taxId: { type: typed.tax_type, value: typed.tax_value } } } : {};
  const address = asked.address ? { address: { line1: typed.line1, line2: null, postal_code: typed.postal_code || null, city: typed.city, state: null } } : {};
  const country = /^[A-Z]{2}$/.test(typed.country) ? typed.country : null;
  return { ok: true, input: { ...checked.card, email: typed.email, name: typed.name || null, country, ...address, ...business } };
}
