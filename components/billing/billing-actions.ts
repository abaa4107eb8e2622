import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { api, ProblemError } from '@/components/api-client';
import type { ChangeResult, DueNowView } from '@/lib/domain/views/billing-view';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { authenticatePayment } from './authenticate-payment';
import { payInvoice } from './invoices/pay-invoice';
import { useBillingChanged } from './subscription-query';
import { until } from './until';
import { useIsHere } from './use-is-here';

/** The preview that the API sent with its no, because something else holds than what was shown. */
const freshPreview = (error: Error): unknown => (error instanceof ProblemError && error.code === 'stale_preview' ? error.document['preview'] : undefined);

/**
 * One press, one call; then everything that it changed is read again. `done` is said when it worked. Where what was shown holds no
 * more, the query with the key `preview` shows what does.
 */
const useAction = <Input = void>(run: (input: Input) => Promise<unknown>, done: string, preview: readonly string[] = []) => {
  const changed = useBillingChanged();
  const queries = useQueryClient();
  const isHere = useIsHere();
  return useMutation({
    mutationFn: run,
    onError: (error) => {
      if (!isHere()) toast.error(error.message);
      const fresh = freshPreview(error);
      if (fresh !== undefined && preview.length > 0) queries.setQueryData(preview, fresh);
    },
    // A payment that was refused has changed things too: an invoice is open now.
    onSettled: async (_, error) => {
      await changed();
      if (!error) toast.success(done);
    },
  });
};

/** What a change answered; where it must be paid, the bank is asked first, and what it makes true is waited for. */
const settled = async (answer: Promise<ChangeResult>, isTrue: (now: SubscriptionView) => boolean = () => true): Promise<void> => {
  const result = await answer;
  if (result.kind !== 'payment_required') return;
  await authenticatePayment(result);
  await until(async () => isTrue(await api.get<SubscriptionView>('/api/v1/subscriptions/current')));
};

/** Takes a cancellation back. */
export const useKeepPlan = (plan: string) => useAction(() => settled(api.post('/api/v1/subscriptions/resume', { expect: 'keep' })), `You keep ${plan}. Nothing changes.`);

/** What going on with a paused plan charges now. */
export const resumePreviewKey = ['resume-preview'] as const;

/** Goes on with a paused plan: a new period begins and is charged as was shown. */
export const useEndPause = () =>
  useAction(({ dueNowMinor }: DueNowView) => settled(api.post('/api/v1/subscriptions/resume', { expect: 'unpause', dueNowMinor }), ({ status }) => status !== 'paused'), 'The pause is over. Your plan goes on.', resumePreviewKey);

/** Takes a change back that is set for the period's end, or that waits for its payment. */
export const useUndoScheduled = () => useAction(() => settled(api.delete('/api/v1/subscriptions/scheduled-change')), 'The change is undone.');

/** What ending the trial charges now. */
export const endTrialPreviewKey = ['end-trial-preview'] as const;

/** Ends a trial now: the first period starts and is charged as was shown. */
export const useEndTrial = (plan: string) =>
  useAction(({ dueNowMinor }: DueNowView) => settled(api.post('/api/v1/subscriptions/end-trial', { dueNowMinor }), ({ status }) => status === 'active'), `The trial has ended. You are on ${plan}.`, endTrialPreviewKey);

/** Stops billing until somebody goes on. */
export const usePausePlan = (plan: string) => useAction(() => settled(api.post('/api/v1/subscriptions/pause', {})), `${plan} is paused. Nothing is billed until you go on.`);

/** Pays an open invoice with the card on file, and asks the bank where it wants to be asked. */
export const usePayInvoice = () => useAction(payInvoice, 'Paid. Thank you.');
