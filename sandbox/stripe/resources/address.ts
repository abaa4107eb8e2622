import { clearable, object, text } from '@/sandbox/stripe/http/param-spec';

const part = clearable(text());
export const addressShape = { city: part, country: part, line1: part, line2: part, postal_code: part, state: part };
export const addressField = clearable(object(addressShape));

type Parts = 'city' | 'country' | 'line1' | 'line2' | 'postal_code' | 'state';
type Sent = Partial<Record<Parts, string | null>>;
export type Address = Record<Parts, string | null>;

export const renderAddress = (sent: Sent | null | undefined): Address | null =>
  sent
    ? {
        city: sent.city ?? null, country: sent.country ?? null, line1: sent.line1 ?? null, line2: sent.line2 ?? null,
        postal_code: sent.postal_code ?? null, state: sent.state ?? null,
      }
    : null;
