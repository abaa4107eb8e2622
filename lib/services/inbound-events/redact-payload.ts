/** Members that say who somebody is, and those that open a page or confirm a payment without a sign-in. */
const hidden = new Set([
  'email', 'receipt_email', 'customer_email', 'phone', 'customer_phone', 'customer_name', 'individual_name', 'address', 'customer_address', 'shipping', 'customer_shipping',
  'billing_details', 'customer_details', 'client_secret', 'hosted_invoice_url', 'invoice_pdf', 'receipt_url', 'fingerprint', 'ip', 'account_tax_ids', 'customer_tax_ids',
]);
const hiddenOf: Record<string, ReadonlySet<string>> = { customer: new Set(['name', 'description']), 'checkout.session': new Set(['url']), 'billing_portal.session': new Set(['url']), tax_id: new Set(['value']) };

/** The same JSON with such members replaced by `[redacted]`. What is null or empty stays, because it tells nothing. */
export const redactPayload = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(redactPayload);
  if (typeof value !== 'object' || value === null) return value;
  const own = hiddenOf[String((value as { object?: unknown }).object)];
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, (hidden.has(key) || own?.has(key)) && !isEmpty(member) ? '[redacted]' : redactPayload(member)]));
};

const isEmpty = (value: unknown): boolean => value === null || value === '' || (Array.isArray(value) && value.length === 0);
