import { useMutation } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { useBillingChanged } from '@/components/billing/subscription-query';

/** One press, one call; then what it changed is read again and `done` is said. */
export const useCardAction = <Input = void, Result = unknown>(run: (input: Input) => Promise<Result>, done: (result: Result) => string, after?: () => void) => {
  const changed = useBillingChanged();
  return useMutation({
    mutationFn: async (input: Input) => {
      const result = await run(input);
      await changed();
      return result;
    },
    onSuccess: (result) => {
      toast.success(done(result));
      after?.();
    },
  });
};
