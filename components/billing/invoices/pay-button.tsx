'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import { PaymentProblem } from '@/components/billing/payment-problem';
import { useBillingChanged } from '@/components/billing/subscription-query';
import { useIsHere } from '@/components/billing/use-is-here';
import { Button } from '@/components/ui/button';
import { formatMoney } from '@/lib/domain/money';
import type { InvoiceView } from '@/lib/domain/views/billing-view';
import { payInvoice } from './pay-invoice';

type Payable = Pick<InvoiceView, 'id' | 'number' | 'currency' | 'amountRemainingMinor'>;

/** Pays one invoice with the default card: one press, the bank's question where it has one, and all that it changed read again. */
export const usePay = () => {
  const changed = useBillingChanged();
  const isHere = useIsHere();
  const [payment, setPayment] = useState<Payable | null>(null);
  const run = useMutation({
    mutationFn: (invoice: Payable) => {
      setPayment(invoice);
      return payInvoice(invoice.id);
    },
    onSuccess: () => toast.success('Paid. Thank you.'),
    onError: (error) => {
      if (!isHere()) toast.error(error.message);
    },
    onSettled: () => changed(),
  });
  return { ...run, payment };
};

/** The button repeats the amount. */
export const PayButton = ({ invoice, action, isSmall = false }: { invoice: Payable; action: ReturnType<typeof usePay>; isSmall?: boolean }) => (
  <Button size={isSmall ? 'sm' : 'md'} variant="primary" isPending={action.isPending && action.payment?.id === invoice.id} disabled={action.isPending} onClick={() => action.mutate(invoice)}>
    Pay {formatMoney(invoice.amountRemainingMinor, invoice.currency, 'en')}{isSmall && <span className="sr-only"> of {invoice.number ?? 'this invoice'}</span>}
  </Button>
);

/** Why the last try failed, until the next one. */
export const PayProblem = ({ action }: { action: ReturnType<typeof usePay> }) => (action.error ? <PaymentProblem error={action.error} /> : null);
