import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTo } from './answers';
import type { Call } from './call';
import { modelAnswer } from './language-model';
import { send, stream, wait } from './send-answer';

export type RunningUpstream = { url: string; port: number; close(): Promise<void> };

const maxBodyBytes = 32 * 1024 * 1024;
const maxDelayMs = 60_000;

/**
 * An example API: deterministic JSON for every path of every catalogue. `x-sandbox-status` makes it answer with that status,
 * `x-sandbox-delay-ms` makes it wait first, `x-sandbox-chunk-delay-ms` waits between the pieces of a stream, which breaks off
 * after `x-sandbox-break-after` of them. `x-sandbox-encoding` (gzip, deflate, br) compresses. Models take as many tokens as
 * `x-sandbox-input-tokens` and `x-sandbox-output-tokens` say. Each answer says under `received` what arrived. `GET /_sandbox/stats` counts calls and those whose caller left early.
 */
export const startUpstream = async (options: { port?: number } = {}): Promise<RunningUpstream> => {
  const stats = { calls: 0, aborted: 0 };
  const server = createServer({ keepAliveTimeout: 30_000, maxHeaderSize: 64 * 1024 }, (request, response) => {
    handle(request, response, stats).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, port, close };
};

const handle = async (request: IncomingMessage, response: ServerResponse, stats: { calls: number; aborted: number }): Promise<void> => {
  const target = request.url ?? '/';
  if (target === '/_sandbox/stats') return send(request, response, 200, stats);
  stats.calls += 1;
  response.on('close', () => {
    if (!response.writableFinished) stats.aborted += 1;
  });
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const raw = await bodyOf(request);
  if (raw === null) return send(request, response, 413, { error: { code: 'payload_too_large', message: 'At most 32 MB.' } });
  const call: Call = {
    method: request.method ?? 'GET', path, query: new URLSearchParams(mark < 0 ? '' : target.slice(mark)), headers: request.headers, body: parsed(raw),
  };
  await wait(numberIn(request, 'x-sandbox-delay-ms', maxDelayMs), response);
  const status = numberIn(request, 'x-sandbox-status', 599) || 200;
  const received = { method: call.method, path, query: Object.fromEntries(call.query), headers: request.headers, bytes: raw.length };
  if (status < 200 || status >= 400) return send(request, response, Math.max(200, status), { error: { code: `sandbox_${status}`, message: 'The example API was asked for this status.' }, received });
  const answer = modelAnswer(call) ?? { body: answerTo(call) };
  if ('body' in answer) return send(request, response, status, { ...answer.body, received });
  return stream(request, response, { ...answer, delayMs: numberIn(request, 'x-sandbox-chunk-delay-ms', maxDelayMs), breakAfter: numberIn(request, 'x-sandbox-break-after', 1_000) });
};

/** The body's bytes, or `null` when there are too many of them. */
const bodyOf = async (request: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
};

const parsed = (raw: Buffer): unknown => {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
};

const numberIn = (request: IncomingMessage, header: string, most: number): number => {
  const value = Number(request.headers[header] ?? 0);
  return Number.isInteger(value) && value > 0 ? Math.min(value, most) : 0;
};
