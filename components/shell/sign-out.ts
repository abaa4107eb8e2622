import { api } from '@/components/api-client';

/** Ends the session on the server and leaves the portal, so that nothing of it stays in memory. */
export const signOut = async (): Promise<void> => {
  await api.post<void>('/api/v1/auth/sign-out', {});
  window.location.assign('/sign-in');
};
