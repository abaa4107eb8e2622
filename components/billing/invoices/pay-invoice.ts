import { authenticatePayment } from '@/components/billing/authenticate-payment';
import { until } from '@/components/billing/until';
import { api } from '@/components/api-client';
import type { InvoiceDetailView, PayResult } from '@/lib/domain/views/billing-view';

/** Pays an open invoice with the default card, asks the bank where it wants to be asked, and answers once it is paid. Throws `PaymentFailed` when it was refused. */
export const payInvoice = async (id: string): Promise<void> => {
  const path = `/api/v1/invoices/${encodeURIComponent(id)}`;
  const result = await api.post<PayResult>(`${path}/pay`, {});
  if (result.kind === 'paid') return;
  await authenticatePayment(result);
  await until(async () => (await api.get<InvoiceDetailView>(path)).status === 'paid');
};
