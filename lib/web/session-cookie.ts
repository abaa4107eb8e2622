import { decode } from 'next-auth/jwt';
import { services } from './services';

/** Over https the cookie has the `__Secure-` prefix, which a plain-http page cannot set. */
export const isSecure = (): boolean => services().origin.startsWith('https:');

export const sessionCookieName = (): string => `${isSecure() ? '__Secure-' : ''}next-auth.session-token`;

/** `Set-Cookie` that removes the session cookie. */
export const clearedSessionCookie = (): string => `${sessionCookieName()}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${isSecure() ? '; Secure' : ''}`;

/** The session id that a request's cookie names; null when there is none or it was not made by us. */
export const sessionIdFrom = async (headers: Headers): Promise<string | null> => {
  const token = cookieValue(headers.get('cookie') ?? '', sessionCookieName());
  if (token === undefined) return null;
  const claims = await decode({ token, secret: services().sessionSecret }).catch(() => null);
  return typeof claims?.sid === 'string' ? claims.sid : null;
};

const cookieValue = (header: string, name: string): string | undefined => {
  const pair = header.split(';').map((part) => part.trim()).find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) || undefined;
};
