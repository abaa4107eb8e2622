import type { NextAuthOptions } from 'next-auth';
import credentialsProvider from 'next-auth/providers/credentials';
import { AppError } from '@/lib/domain/app-error';
import { sessionDays } from '@/lib/domain/attempt-limits';
import { findSession } from '@/lib/services/identity/find-session';
import { openSession } from '@/lib/services/identity/open-session';
import { revokeSession } from '@/lib/services/identity/revoke-session';
import { verifyCredentials, verifyCredentialsInput } from '@/lib/services/identity/verify-credentials';
import { addressOf, baseCtx, requestIdOf } from './base-ctx';
import { asAppError } from './as-app-error';
import { services } from './services';
import { isSecure } from './session-cookie';

const sessionSeconds = sessionDays * 86_400;

const anonymousCtx = (headers: Headers) =>
  baseCtx({ kind: 'anonymous', ip: addressOf(headers), userAgent: headers.get('user-agent') ?? '' }, { method: 'POST', headers });

/** next-auth's `authorize`: the user with a new session's id, or an Error whose message is the code that the sign-in page explains. */
const authorize = async (given: Partial<Record<'email' | 'password', unknown>> | undefined, headers: Headers) => {
  try {
    const parsed = verifyCredentialsInput.safeParse({ email: given?.email, password: given?.password });
    if (!parsed.success) throw new AppError('invalid_credentials', 'The e-mail address or the password is wrong.');
    const ctx = await anonymousCtx(headers);
    const user = await verifyCredentials(ctx, parsed.data);
    const { sessionId } = await openSession(ctx, { userId: user.id });
    return { ...user, sid: sessionId };
  } catch (error) {
    throw new Error(asAppError(error, { requestId: requestIdOf(headers), instance: '/api/auth/callback/credentials' }, services().log).code);
  }
};

/** next-auth's settings. The cookie holds a session's id; whether that session still counts is asked of the database each time. */
export const authOptions = (headers: Headers): NextAuthOptions => ({
  secret: services().sessionSecret,
  useSecureCookies: isSecure(),
  session: { strategy: 'jwt', maxAge: sessionSeconds },
  pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
  providers: [
    credentialsProvider({ credentials: { email: {}, password: {} }, authorize: (given) => authorize(given, headers) }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user && 'sid' in user ? { ...token, sid: user.sid } : token),
    session: async ({ session, token }) => {
      const found = typeof token.sid === 'string' ? await findSession(await anonymousCtx(headers), token.sid) : null;
      if (!found) throw new Error('the session has ended');
      return session;
    },
  },
  events: {
    signOut: async ({ token }) => {
      if (typeof token.sid === 'string') await revokeSession(await anonymousCtx(headers), { sessionId: token.sid });
    },
  },
  logger: {
    error: (code) => services().log.warn({ code }, 'next-auth'),
    warn: () => {},
    debug: () => {},
  },
});
