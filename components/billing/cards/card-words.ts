import type { CardView, PaymentMethodView } from '@/lib/domain/views/billing-view';

const brands: Record<string, string> = {
  visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express', discover: 'Discover', diners: 'Diners Club', jcb: 'JCB', unionpay: 'UnionPay', cartes_bancaires: 'Cartes Bancaires',
  eftpos_au: 'eftpos', link: 'Link', us_bank_account: 'Bank account', sepa_debit: 'SEPA debit', bacs_debit: 'Bacs debit', acss_debit: 'Pre-authorised debit', au_becs_debit: 'BECS debit',
  cashapp: 'Cash App', paypal: 'PayPal', amazon_pay: 'Amazon Pay',
};

/** `Visa`; what has no known name is said as it is. */
export const brandName = (brand: string): string => brands[brand.toLowerCase()] ?? (brand === 'unknown' ? 'Card' : brand.charAt(0).toUpperCase() + brand.slice(1).replaceAll('_', ' '));

/** `Visa •••• 4242`. */
export const cardName = ({ brand, last4 }: Pick<CardView, 'brand' | 'last4'>): string => (last4 === '' ? brandName(brand) : `${brandName(brand)} •••• ${last4}`);

/** The same to be read out: `Visa ending in 4242`. */
export const spokenCardName = ({ brand, last4 }: Pick<CardView, 'brand' | 'last4'>): string => (last4 === '' ? brandName(brand) : `${brandName(brand)} ending in ${last4}`);

const two = (value: number): string => String(value).padStart(2, '0');

/** `Expires 12/2034`, `Expired 01/2020`; null for what does not end. */
export const expiryWords = ({ expMonth, expYear, expiry }: Pick<PaymentMethodView, 'expMonth' | 'expYear' | 'expiry'>): string | null =>
  expYear === 0 ? null : `${expiry === 'expired' ? 'Expired' : 'Expires'} ${two(expMonth)}/${expYear}`;
