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

/** What a browser would be told before anything is sent to a bank. */
export function checkTyped(typed: Typed): Checked {
  const wrong = (field: keyof Typed, message: string): Checked => ({ ok: false, field, message });
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed.email)) return wrong('email', 'Enter an email address.');
  const number = typed.number.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(number)) return wrong('number', 'Your card number is incomplete.');
  const expiry = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(typed.expiry);
  if (!expiry) return wrong('expiry', "Your card's expiration date is incomplete.");
  if (!/^\d{3,4}$/.test(typed.cvc)) return wrong('cvc', "Your card's security code is incomplete.");
  const year = Number(expiry[2]);
  const input: CheckoutInput = {
    number, expMonth: Number(expiry[1]), expYear: year < 100 ? 2000 + year : year, email: typed.email, name: typed.name || null,
    country: /^[A-Z]{2}$/.test(typed.country) ? typed.country : null,
  };
  return { ok: true, input };
}
