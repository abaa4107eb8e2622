import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';

export type UpstreamRequest = {
  method: string;
  url: URL;
  headers: Headers;
  body: ReadableStream<Uint8Array> | null;
  /** Aborted when the client leaves. */
  signal: AbortSignal;
};

export type UpstreamAnswer = { status: number; headers: Headers; body: http.IncomingMessage };

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

/**
 * Sends a call on and answers as soon as the upstream's headers are there; both bodies stream. Nothing is decoded or
 * re-encoded.
 *
 * @throws UpstreamError when no answer comes; the signal's reason when the client left first.
 */
export const callUpstream = ({ method, url, headers, body, signal }: UpstreamRequest): Promise<UpstreamAnswer> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const sent = withoutHopByHop(headers);
    // A length without a body would make the upstream take the next request on this connection for it.
    if (body === null) sent.delete('content-length');
    const request = (secure ? https : http).request(url, {
      method, headers: Object.fromEntries(sent), signal, timeout: firstByteMs, agent: secure ? agents['https:'] : agents['http:'],
    });
    request.on('response', (answer) => {
      request.setTimeout(0);
      resolve({ status: answer.statusCode ?? 502, headers: headersOf(answer), body: answer });
    });
    request.on('timeout', () => request.destroy(new UpstreamError('timeout')));
    request.on('error', (error) => {
      if (signal.aborted) reject(error);
      else reject(error instanceof UpstreamError ? error : new UpstreamError('unreachable'));
    });
    if (body === null) request.end();
    else Readable.fromWeb(body as NodeStream).on('error', (error) => request.destroy(error)).pipe(request);
  });

const withoutHopByHop = (headers: Headers): Headers => {
  const named = (headers.get('connection') ?? '').toLowerCase().split(',').map((name) => name.trim());
  return new Headers([...headers].filter(([name]) => !hopByHop.has(name) && !named.includes(name)));
};

const headersOf = (answer: http.IncomingMessage): Headers => {
  const headers = new Headers();
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i]?.toLowerCase() ?? '';
    if (!hopByHop.has(name)) headers.append(name, answer.rawHeaders[i + 1] ?? '');
  }
  return headers;
};
