import { signIn } from 'next-auth/react';

const messages: Record<string, string> = {
  invalid_credentials: 'The e-mail address or the password is wrong.',
  too_many_attempts: 'Too many attempts. Wait 15 minutes and try again.',
  unavailable: 'Sign-in cannot be reached right now. Try again in a few seconds.',
};

/** Signs in and goes to `next`; otherwise throws what to tell the person. The page stays busy until the browser has left it. */
export const enter = async (credentials: { email: string; password: string }, next: string): Promise<void> => {
  const result = await signIn('credentials', { ...credentials, redirect: false });
  if (!result?.ok || result.error) throw new Error(messages[result?.error ?? ''] ?? 'Sign-in did not work. Try again.');
  window.location.assign(next);
};
