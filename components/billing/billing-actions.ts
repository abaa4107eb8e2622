import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { api } from '@/components/api-client';
import type { ChangeResult } from '@/lib/domain/views/billing-view';
import { authenticatePayment } from './authenticate-payment';
import { payInvoice } from './invoices/pay-invoice';
import { useBillingChanged } from './subscription-query';

/** One press, one call; then everything that it changed is read again. `done` is said when it worked. */
const useAction = <Input = void>(run: (input: Input) => Promise<unknown>, done: string) => {
  const changed = useBillingChanged();
  return useMutation({
    mutationFn: async (input: Input) => {
      await run(input);
      await changed();
    },
    onSuccess: () => toast.success(done),
  });
};

/** Takes a cancellation back, or goes on with a paused plan. */
export const useKeepPlan = (plan: string) => useAction(() => api.post('/api/v1/subscriptions/resume', {}), `You keep ${plan}. Nothing changes.`);

/** Takes a change back that is set for the period's end. */
export const useUndoScheduled = () => useAction(() => api.delete('/api/v1/subscriptions/scheduled-change'), 'The scheduled change is undone.');

/** Ends a trial now: the first period starts and is charged. */
export const useEndTrial = (plan: string) => useAction(endTrial, `The trial has ended. You are on ${plan}.`);

const endTrial = async (): Promise<void> => {
  const result = await api.post<ChangeResult>('/api/v1/subscriptions/end-trial', {});
  if (result.kind === 'payment_required') await authenticatePayment(result);
};

/** Stops billing until somebody goes on. */
export const usePausePlan = (plan: string) => useAction(() => api.post('/api/v1/subscriptions/pause', {}), `${plan} is paused. Nothing is billed until you go on.`);

/** Pays an open invoice with the card on file, and asks the bank where it wants to be asked. */
export const usePayInvoice = () => useAction(payInvoice, 'Paid. Thank you.');
