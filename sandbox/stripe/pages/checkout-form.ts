import { findTestCard } from '@/sandbox/stripe/billing/test-cards';
import type { CheckoutInput } from '@/sandbox/stripe/store/collections';

export interface Typed {
  email: string;
  number: string;
  expiry: string;
  cvc: string;
  name: string;
  country: string;
}

export const untouched: Typed = { email: '', number: '', expiry: '', cvc: '', name: '', country: '' };

export function readTyped(body: string): Typed {
  const form = new URLSearchParams(body);
  const field = (key: string): string => (form.get(key) ?? '').trim().slice(0, 200);
  return { email: field('email'), number: field('number'), expiry: field('expiry'), cvc: field('cvc'), name: field('name'), country: field('country') };
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

/** The same for a whole Checkout form. */
export function checkTyped(typed: Typed): Checked {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed.email)) return { ok: false, field: 'email', message: 'Enter an email address.' };
  const checked = checkCard(typed);
  if (!checked.ok) return checked;
  return { ok: true, input: { ...checked.card, email: typed.email, name: typed.name || null, country: /^[A-Z]{2}$/.test(typed.country) ? typed.country : null } };
}
