import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { urlToHttpOptions } from 'node:url';

/** Whoever waits for the answer, and may leave before it is there. */
export type Client = {
  hasLeft(): boolean;
  /** Has `act` run when the client leaves. Answers what takes that back. */
  onceLeft(act: () => void): () => void;
};

export type UpstreamRequest = {
  method: string;
  /** Where the upstream is, perhaps with a path before every other. */
  base: string;
  /** Path and query below `base`. */
  target: string;
  /** By lower-case names. */
  headers: http.OutgoingHttpHeaders;
  body: Readable | null;
  client: Client;
};

/** `headers` is a flat list: a name in lower case, its value, the next name, … */
export type UpstreamAnswer = { status: number; headers: string[]; body: IncomingMessage };

/** Why no answer came: nobody there, or nobody in time. */
export class UpstreamError extends Error {
  constructor(readonly kind: 'unreachable' | 'timeout') {
    super(`the upstream is ${kind}`);
    this.name = 'UpstreamError';
  }
}

/** Longest wait for the first byte of an answer. Streams may then take as long as they like. */
const firstByteMs = 120_000;
const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 1_024, scheduling: 'lifo' }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 1_024, scheduling: 'lifo' }),
};
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'host', 'expect']);

const addressOf = (base: string) => {
  const url = new URL(base);
  const secure = url.protocol === 'https:';
  return { send: secure ? https.request : http.request, agent: secure ? agents['https:'] : agents['http:'], prefix: url.pathname.replace(/\/$/, ''), options: urlToHttpOptions(url) };
};
const addresses = new Map<string, ReturnType<typeof addressOf>>();

/**
 * Sends a call on and answers as soon as the upstream's headers are there; both bodies stream. Nothing is decoded or
 * re-encoded.
 *
 * @throws UpstreamError when no answer comes; what ended the request when the client left first.
 */
export const callUpstream = ({ method, base, target, headers, body, client }: UpstreamRequest): Promise<UpstreamAnswer> =>
  new Promise((resolve, reject) => {
    const address = addresses.get(base) ?? addressOf(base);
    addresses.set(base, address);
    const sent = withoutHopByHop(headers);
    // A length without a body would make the upstream take the next request on this connection for it.
    if (body === null) delete sent['content-length'];
    const { auth, hostname, port, protocol } = address.options;
    const request = address.send({ auth, hostname, port, protocol, method, path: address.prefix + target, headers: sent, timeout: firstByteMs, agent: address.agent });
    const stay = client.onceLeft(() => request.destroy(new Error('the client left')));
    request.on('response', (answer) => {
      request.setTimeout(0);
      answer.once('close', stay);
      resolve({ status: answer.statusCode ?? 502, headers: headersOf(answer.rawHeaders), body: answer });
    });
    request.on('timeout', () => request.destroy(new UpstreamError('timeout')));
    request.on('error', (error) => {
      stay();
      if (client.hasLeft()) reject(error);
      else reject(error instanceof UpstreamError ? error : new UpstreamError('unreachable'));
    });
    if (body === null) request.end();
    else body.on('error', (error) => request.destroy(error)).pipe(request);
  });

const withoutHopByHop = (headers: http.OutgoingHttpHeaders): http.OutgoingHttpHeaders => {
  const named = typeof headers.connection === 'string' ? headers.connection.toLowerCase().split(',').map((name) => name.trim()) : [];
  const kept: http.OutgoingHttpHeaders = {};
  for (const name in headers) {
    if (!hopByHop.has(name) && !named.includes(name)) kept[name] = headers[name];
  }
  return kept;
};

const headersOf = (raw: readonly string[]): string[] => {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]?.toLowerCase() ?? '';
    if (!hopByHop.has(name)) kept.push(name, raw[i + 1] ?? '');
  }
  return kept;
};
