import type { Area } from './inspect-request';

/** What Next, or we, use between our own parts. From outside it is always a forgery. */
const internal = /^(x-(tollgate|middleware|nextjs|invoke|next|prerender)(-.*)?|x-(action-(forwarded|revalidated)|now-route-matches|matched-path|nonce)|next-(resume|action)|content-security-policy(-report-only)?)$/;
/** Next's page protocol; on other paths it could only confuse. */
const pageProtocol = /^(rsc|next-(router-.*|url|hmr-refresh|instant-.*))$/;
/** What the development client sends to the development server. */
const devOnly = /^x-nextjs-(html-)?request-id$/;

/** A request's raw header list (name, value, name, value, …) without forged and misplaced ones, then with ours. */
export const cleanHeaders = (raw: readonly string[], area: Area, ours: Readonly<Record<string, string>>, dev = false): string[] => {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    const isForged = internal.test(lower) && !(dev && devOnly.test(lower));
    const isMisplaced = (area === 'api' || area === 'gateway') && pageProtocol.test(lower);
    if (!isForged && !isMisplaced && !Object.hasOwn(ours, lower)) kept.push(name, raw[i + 1] ?? '');
  }
  return [...kept, ...Object.entries(ours).flat()];
};
