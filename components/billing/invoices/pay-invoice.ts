import { authenticatePayment } from '@/components/billing/authenticate-payment';
import { api } from '@/components/api-client';
import type { InvoiceDetailView, PayResult } from '@/lib/domain/views/billing-view';

const pauseMs = 1_000;
const looks = 10;
const pause = () => new Promise<void>((resolve) => { setTimeout(resolve, pauseMs); });

/** Reads the invoice until it says paid: Stripe settles a moment after the bank agreed. */
const untilPaid = async (path: string): Promise<void> => {
  for (let look = 0; look < looks; look += 1) {
    if ((await api.get<InvoiceDetailView>(path)).status === 'paid') return;
    await pause();
  }
  throw new Error('The bank agreed, but the payment is not recorded yet. Look again in a minute; do not pay twice.');
};

/** Pays an open invoice with the default card, asks the bank where it wants to be asked, and answers once it is paid. Throws `PaymentFailed` when it was refused. */
export const payInvoice = async (id: string): Promise<void> => {
  const path = `/api/v1/invoices/${encodeURIComponent(id)}`;
  const result = await api.post<PayResult>(`${path}/pay`, {});
  if (result.kind === 'paid') return;
  await authenticatePayment(result);
  await untilPaid(path);
};
