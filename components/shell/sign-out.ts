import { focusManager, useQueryClient } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import { setLeaving } from '@/components/page-workspace';
import { toast } from '@/components/ui/toast';

/**
 * Ends the session on the server and leaves the portal, so that nothing of it stays in memory.
 * The page asks for nothing more meanwhile, and what it asked leads nowhere: "not signed in" would lead to a sign-in that returns here.
 */
export const useSignOut = (): (() => void) => {
  const queries = useQueryClient();
  const leave = async (): Promise<void> => {
    setLeaving(true);
    focusManager.setFocused(false);
    await queries.cancelQueries();
    await api.post<void>('/api/v1/auth/sign-out', {});
    window.location.assign('/sign-in');
  };
  return () => void leave().catch((error: Error) => {
    setLeaving(false);
    focusManager.setFocused(undefined);
    toast.error(error.message);
  });
};
