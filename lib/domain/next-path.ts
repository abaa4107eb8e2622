const origin = 'http://here';
const longest = 2_000;

/** Where to go after signing in: a path of this very site, or `otherwise`. Whatever a browser would read as another site is not one. */
export const nextPath = (asked: unknown, otherwise = '/overview'): string => {
  if (typeof asked !== 'string' || asked.length > longest || !/^\/(?![/\\])/.test(asked)) return otherwise;
  const url = URL.canParse(asked, origin) ? new URL(asked, origin) : null;
  if (url === null || url.origin !== origin || url.pathname.startsWith('//') || url.pathname.startsWith('/api/')) return otherwise;
  return url.pathname + url.search + url.hash;
};
