import { signIn } from 'next-auth/react';
import { api } from '@/components/api-client';

const messages: Record<string, string> = {
  invalid_credentials: 'The e-mail address or the password is wrong.',
  too_many_attempts: 'Too many attempts. Wait 15 minutes and try again.',
  unavailable: 'Sign-in cannot be reached right now. Try again in a few seconds.',
};

/** Signs in and goes to `next`; otherwise throws what to tell the person. The page stays busy until the browser has left it. */
export const enter = async (credentials: { email: string; password: string }, next: string): Promise<void> => {
  // What next-auth asks first: without an answer it leaves the page, and what was typed with it.
  await api.get('/api/auth/providers');
  const result = await signIn('credentials', { ...credentials, redirect: false }).catch(() => ({ ok: false, error: 'unavailable' }));
  if (!result?.ok || result.error) throw new Error(messages[result?.error ?? ''] ?? 'Sign-in did not work. Try again.');
  window.location.assign(next);
};
