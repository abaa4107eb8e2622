/** Which notices this browser has hidden. A cookie, so that the server leaves them out too and nothing jumps. */
export const dismissedCookieName = 'tollgate_hidden_notices';

const most = 5;
const days = 90;

/** The ids in the cookie's decoded value. */
export const readDismissed = (value = ''): string[] => value.split(' ').filter(Boolean).slice(-most);

export const joinDismissed = (before: readonly string[], id: string): string[] => [...before.filter((one) => one !== id), id].slice(-most);

/** What `document.cookie` is set to. */
export const dismissedCookie = (ids: readonly string[]): string => `${dismissedCookieName}=${encodeURIComponent(ids.join(' '))}; path=/; max-age=${days * 86_400}; samesite=lax`;
