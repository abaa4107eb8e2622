import type { IncomingMessage, ServerResponse } from 'node:http';
import zlib from 'node:zlib';

const encoders = { gzip: () => zlib.createGzip(), deflate: () => zlib.createDeflate(), br: () => zlib.createBrotliCompress() };
type Encoding = keyof typeof encoders;

/** The encoding that `x-sandbox-encoding` asks for. */
const encodingOf = (request: IncomingMessage): Encoding | null => {
  const given = String(request.headers['x-sandbox-encoding'] ?? '');
  return Object.hasOwn(encoders, given) ? (given as Encoding) : null;
};

/** Waits, but not for a caller that has left. */
export const wait = (milliseconds: number, response: ServerResponse): Promise<void> | undefined => {
  if (milliseconds === 0) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    response.on('close', done);
  });
};

export const send = (request: IncomingMessage, response: ServerResponse, status: number, body: unknown): void => {
  const bodyless = status === 204 || status === 304;
  const encoding = encodingOf(request);
  const text = bodyless ? '' : JSON.stringify(body);
  const framing = encoding === null ? { 'content-length': Buffer.byteLength(text) } : { 'content-encoding': encoding };
  response.writeHead(status, bodyless ? {} : { 'content-type': 'application/json; charset=utf-8', ...framing });
  if (bodyless) return void response.end();
  if (encoding === null) return void response.end(text);
  const encoder = encoders[encoding]();
  encoder.pipe(response);
  encoder.end(text);
};

type Stream = { type: string; pieces: string[]; delayMs: number; /** After how many pieces the connection breaks; 0 = never. */ breakAfter: number };

/** Sends pieces one by one, each flushed on its own. */
export const stream = async (request: IncomingMessage, response: ServerResponse, { type, pieces, delayMs, breakAfter }: Stream): Promise<void> => {
  const encoding = encodingOf(request);
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', ...(encoding && { 'content-encoding': encoding }) });
  const encoder = encoding && encoders[encoding]();
  encoder?.pipe(response);
  for (const [i, piece] of pieces.entries()) {
    if (response.destroyed) return;
    await new Promise<void>((resolve) => (encoder ?? response).write(piece, () => resolve()));
    if (encoder) await new Promise<void>((resolve) => encoder.flush(() => resolve()));
    if (breakAfter === i + 1) return void response.destroy();
    await wait(delayMs, response);
  }
  (encoder ?? response).end();
};
