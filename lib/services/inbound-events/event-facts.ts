import type Stripe from 'stripe';

/** What can change a workspace's subscription, its invoices, its Checkouts or its credits. Everything else is stored and needs nothing done. */
const applied = /^(checkout\.session|customer\.subscription|customer\.discount|subscription_schedule|invoice|refund|charge\.dispute)\.|^setup_intent\.succeeded$|^customer\.(updated|deleted)$|^charge\.refund(ed|\.updated)$/;
/** After these, what a purchase was paid with may have gone back. */
const undoes = /^(refund|charge\.dispute)\.|^charge\.refund/;

/** After this there may be a card where there was none. */
export const bringsCard = (type: string): boolean => type === 'setup_intent.succeeded';
export const isApplied = (type: string): boolean => applied.test(type);
export const undoesPayment = (type: string): boolean => undoes.test(type);

type Facts = { id?: unknown; object?: unknown; customer?: unknown; payment_intent?: unknown };

const objectOf = (event: { data?: unknown }): Facts | null => {
  const about = (event.data as { object?: unknown } | undefined)?.object;
  return typeof about === 'object' && about !== null ? about : null;
};

/** An id, or the id of the object that stands in its place; null for what cannot be one. */
const idIn = (one: unknown): string | null => {
  const id = typeof one === 'object' && one !== null ? (one as { id?: unknown }).id : one;
  return typeof id === 'string' && id.length <= 255 && !id.includes('\0') ? id : null;
};

/** The customer that an event is about: the only thing in it that is believed, and only to know whom to ask Stripe about. */
export const customerOf = (event: Stripe.Event): string | null => {
  const about = objectOf(event);
  return about && idIn(about.object === 'customer' ? about.id : about.customer);
};

/** The payment that a refund or a dispute is about, which names no customer. */
export const paymentIntentOf = (event: { data?: unknown }): string | null => idIn(objectOf(event)?.payment_intent);

/** What an event says that it is about: Stripe's kind of object and its id. */
export const causeOf = (event: { data?: unknown }): { object: string | null; id: string | null } => {
  const about = objectOf(event);
  return { object: typeof about?.object === 'string' ? about.object : null, id: idIn(about?.id) };
};

/** The same JSON without NUL characters, which are valid in JSON and which PostgreSQL cannot store. */
export const withoutNul = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  if (Array.isArray(value)) return value.map(withoutNul);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.replaceAll('\0', ''), withoutNul(member)]));
};
