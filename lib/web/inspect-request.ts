import { AppError } from '@/lib/domain/app-error';
import { maxBodyBytes } from './read-input';

/** What a request line and its framing say, before anything is read. */
export type RequestHead = { method: string; url: string; httpVersion: string; host: string | undefined; /** `null` when no length is given. */ contentLength: number | null; isChunked: boolean };

/** `asset` is what Next built, `file` what lies in public/, `page` what is rendered. */
export type Area = 'api' | 'gateway' | 'asset' | 'file' | 'page';

export type Verdict = { ok: true; area: Area; maxBytes: number } | { ok: false; error: AppError; allow?: string };

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const maxUrlLength = 8_192;
/** Below Next's own limit for requests that pass a middleware (10 MiB), beyond which it would cut a body short. */
const maxGatewayBytes = 10_000_000;
const maxInternalBytes = 10_000_000;
const reserved = new Set(['api', 'gateway', '_next']);

/**
 * Judges a request before Next sees it. Refused: methods nobody answers, URLs that can be read in two ways (dot segments,
 * backslashes, doubled slashes, encoded or otherwise odd spellings of /api, /gateway and /_next), and bodies that are too large.
 */
export const inspectRequest = (head: RequestHead, dev = false): Verdict => {
  const { method, url } = head;
  if (!methods.includes(method)) return methodRefused(method, methods);
  if (url.length > maxUrlLength) return refused('uri_too_long', `A URL has at most ${maxUrlLength} characters.`);
  if (!url.startsWith('/') || !/^[\x21-\x7e]*$/.test(url) || url.includes('#')) return refused('bad_request', 'The request target is not a path.');
  if (!isHost(head)) return refused('bad_request', 'The Host header is missing or malformed.');
  const [path = '/', query = ''] = splitAt(url, '?');
  const wrong = wrongPath(path) ?? wrongQuery(query);
  if (wrong) return refused('bad_request', wrong);
  const area = areaOf(path);
  if (area === null) return refused('not_found', 'There is nothing at this address.');
  if (!dev && area !== 'api' && area !== 'gateway' && method !== 'GET' && method !== 'HEAD') return methodRefused(method, ['GET', 'HEAD']);
  // Next passes no body of these on; its length alone would make the upstream take the next call on the connection for it.
  if (area === 'gateway' && (method === 'GET' || method === 'HEAD') && (head.isChunked || (head.contentLength ?? 0) > 0)) return refused('bad_request', `A ${method} through the gateway has no body. Send it with another method.`);
  const maxBytes = area === 'gateway' ? maxGatewayBytes : path.startsWith('/api/internal/') ? maxInternalBytes : maxBodyBytes;
  if (head.contentLength !== null && head.contentLength > maxBytes) return { ok: false, error: tooLarge(maxBytes) };
  return { ok: true, area, maxBytes };
};

export const tooLarge = (maxBytes: number): AppError => new AppError('payload_too_large', `A body here has at most ${maxBytes} bytes.`);

const refused = (code: ConstructorParameters<typeof AppError>[0], detail: string): Verdict => ({ ok: false, error: new AppError(code, detail) });

const methodRefused = (method: string, allowed: string[]): Verdict => {
  const allow = allowed.join(', ');
  return { ok: false, error: new AppError('method_not_allowed', `${method} is not possible here. Possible: ${allow}.`), allow };
};

const splitAt = (text: string, mark: string): [string, string] => {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

const isHost = ({ httpVersion, host }: RequestHead): boolean => {
  if (host === undefined) return httpVersion === '1.0';
  if (host === lastHost) return true;
  if (!/^[A-Za-z0-9._:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return false;
  lastHost = host;
  return true;
};

/** The host that the last good request named: mostly it is that of the next one too. */
let lastHost = '';

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const wrongPath = (path: string): string | null => {
  if (path.includes('\\') || path.includes('//')) return 'The path has a backslash or an empty segment.';
  if (!/%|\/\./.test(path)) return null;
  for (const segment of path.split('/')) {
    const text = decoded(segment);
    if (text === null) return 'The path has a broken percent-encoding.';
    if (/\p{Cc}/u.test(text) || text.includes('\\')) return 'The path has a control character or a backslash.';
    if (text.split('/').some((part) => /^\.\.?(;|$)/.test(part))) return 'The path has a dot segment.';
  }
  return null;
};

/** `nxtP…`, `nxtI…` and `__next…` are how Next passes itself path parameters; from outside they would replace the real ones. */
const wrongQuery = (query: string): string | null => {
  if (query === '') return null;
  if (/%(?![0-9a-f]{2})|%00/i.test(query)) return 'The query has a broken percent-encoding or a NUL character.';
  return [...new URLSearchParams(query).keys()].some((name) => /^(nxt[PI]|__next)/.test(name)) ? 'The query has a reserved parameter.' : null;
};

/** Null for what merely resembles an area (`/Gateway`, `/%61pi`, `/_next/data`), for the gateway's own root, and for `….rsc`, which Next reads as another address. */
const areaOf = (path: string): Area | null => {
  if (path.endsWith('.rsc') || /^\/gateway\/?$/.test(path)) return null;
  const first = path.split('/')[1] ?? '';
  const name = (decoded(first) ?? '').split('/')[0]?.toLowerCase() ?? '';
  if (reserved.has(name) && first !== name) return null;
  if (first === 'api' || first === 'gateway') return first;
  if (first === '_next') return path.startsWith('/_next/data') ? null : 'asset';
  return /\.\w+$/.test(path) ? 'file' : 'page';
};
