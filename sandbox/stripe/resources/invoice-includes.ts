import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { newestFirst, type List } from '@/sandbox/stripe/http/list';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

export function invoicePayments({ store }: Sandbox, invoice: string): List<ApiRecords['invoice_payment']> {
  const data = newestFirst(store.all('invoice_payment').filter((payment) => payment.invoice === invoice));
  return { object: 'list', data, has_more: false, url: '/v1/invoice_payments' };
}

/** What a browser needs to pay an open invoice; null once it is settled. */
export function confirmationSecret({ store }: Sandbox, invoice: string): { client_secret: string; type: string } | null {
  if (store.get('invoice', invoice)?.status !== 'open') return null;
  const payment = store.all('invoice_payment').find((one) => one.invoice === invoice && one.status === 'open');
  const intent = payment?.payment.payment_intent ? store.get('payment_intent', payment.payment.payment_intent) : undefined;
  return intent?.client_secret ? { client_secret: intent.client_secret, type: 'payment_intent' } : null;
}

export function refundsOf({ store }: Sandbox, charge: string): List<ApiRecords['refund']> {
  const data = newestFirst(store.owned('refund', charge));
  return { object: 'list', data: data.slice(0, 10), has_more: data.length > 10, url: `/v1/charges/${charge}/refunds` };
}
