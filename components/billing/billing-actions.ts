import { useMutation } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
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

/** What a change answered; where it must be paid, the bank is asked first. */
const settled = async (answer: Promise<ChangeResult>): Promise<void> => {
  const result = await answer;
  if (result.kind === 'payment_required') await authenticatePayment(result);
};

/** Takes a cancellation back. */
export const useKeepPlan = (plan: string) => useAction(() => settled(api.post('/api/v1/subscriptions/resume', {})), `You keep ${plan}. Nothing changes.`);

/** Goes on with a paused plan: a new period begins and is charged. */
export const useEndPause = () => useAction(() => settled(api.post('/api/v1/subscriptions/resume', {})), 'The pause is over. Your plan goes on.');

/** Takes a change back that is set for the period's end, or that waits for its payment. */
export const useUndoScheduled = () => useAction(() => settled(api.delete('/api/v1/subscriptions/scheduled-change')), 'The change is undone.');

/** Ends a trial now: the first period starts and is charged. */
export const useEndTrial = (plan: string) => useAction(() => settled(api.post('/api/v1/subscriptions/end-trial', {})), `The trial has ended. You are on ${plan}.`);

/** Stops billing until somebody goes on. */
export const usePausePlan = (plan: string) => useAction(() => settled(api.post('/api/v1/subscriptions/pause', {})), `${plan} is paused. Nothing is billed until you go on.`);

/** Pays an open invoice with the card on file, and asks the bank where it wants to be asked. */
export const usePayInvoice = () => useAction(payInvoice, 'Paid. Thank you.');
