import type Stripe from 'stripe';

/** What can change a workspace's subscription or its Checkout. Everything else is stored and needs nothing done. */
const applied = /^(checkout\.session|customer\.subscription|subscription_schedule|invoice)\.|^customer\.(updated|deleted)$/;

export const isApplied = (type: string): boolean => applied.test(type);

/** The customer that an event is about: the only thing in it that is believed. */
export const customerOf = (event: Stripe.Event): string | null => {
  const about = (event.data as { object?: unknown } | undefined)?.object as { id?: unknown; object?: unknown; customer?: unknown } | null | undefined;
  if (typeof about !== 'object' || about === null) return null;
  const named = about.object === 'customer' ? about.id : typeof about.customer === 'object' && about.customer !== null ? (about.customer as { id?: unknown }).id : about.customer;
  return typeof named === 'string' && named.length <= 255 && !named.includes('\0') ? named : null;
};

/** The same JSON without NUL characters, which are valid in JSON and which PostgreSQL cannot store. */
export const withoutNul = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  if (Array.isArray(value)) return value.map(withoutNul);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.replaceAll('\0', ''), withoutNul(member)]));
};
