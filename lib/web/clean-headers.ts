import type { IncomingHttpHeaders } from 'node:http';
import type { Area } from './inspect-request';

/** What Next, or we, use between our own parts. From outside it is always a forgery. */
const internal = /^(x-(tollgate|middleware|nextjs|invoke|next|prerender)(-.*)?|x-(action-(forwarded|revalidated)|now-route-matches|matched-path|nonce)|next-(resume|action)|content-security-policy(-report-only)?)$/;
/** Next's page protocol; on other paths it could only confuse. */
const pageProtocol = /^(rsc|next-(router-.*|url|hmr-refresh|instant-.*))$/;
/** What the development client sends to the development server. */
const devOnly = /^x-nextjs-(html-)?request-id$/;

type Kind = { lower: string; isForged: boolean; isForgedInDev: boolean; isPageProtocol: boolean };

const maxKnown = 1_000;
const kinds = new Map<string, Kind>();

/** Requests bring the same names again and again; each is judged once. */
const kindOf = (name: string): Kind => {
  const known = kinds.get(name);
  if (known) return known;
  const lower = name.toLowerCase();
  const isForged = internal.test(lower);
  const kind = { lower, isForged, isForgedInDev: isForged && !devOnly.test(lower), isPageProtocol: pageProtocol.test(lower) };
  if (kinds.size >= maxKnown) kinds.clear();
  kinds.set(name, kind);
  return kind;
};

type Given = { rawHeaders: readonly string[]; headers: IncomingHttpHeaders };

/** A request's headers without forged and misplaced ones, then with ours: as a raw list (name, value, name, value, …) and by lower-case names. */
export const cleanHeaders = (given: Given, area: Area, ours: Readonly<Record<string, string>>, dev = false): { rawHeaders: string[]; headers: IncomingHttpHeaders } => {
  const isKept = (name: string): boolean => {
    const kind = kindOf(name);
    return !(dev ? kind.isForgedInDev : kind.isForged) && !(kind.isPageProtocol && (area === 'api' || area === 'gateway')) && ours[kind.lower] === undefined;
  };
  const rawHeaders: string[] = [];
  for (let i = 0; i + 1 < given.rawHeaders.length; i += 2) {
    const name = given.rawHeaders[i] ?? '';
    if (isKept(name)) rawHeaders.push(name, given.rawHeaders[i + 1] ?? '');
  }
  const headers: IncomingHttpHeaders = {};
  for (const name in given.headers) {
    if (isKept(name)) headers[name] = given.headers[name];
  }
  for (const name in ours) {
    rawHeaders.push(name, ours[name] as string);
    headers[name] = ours[name];
  }
  return { rawHeaders, headers };
};
