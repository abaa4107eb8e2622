import { IncomingMessage } from 'node:http';

export type Buffered = { kind: 'whole'; request: IncomingMessage } | { kind: 'too_large' } | { kind: 'aborted' };

/**
 * Reads a body of unknown length up to `maxBytes`, so that one that is too large is refused whole instead of being cut
 * short on its way. Answers a request that has the same head and the whole body, with its length.
 */
export const bufferBody = (request: IncomingMessage, maxBytes: number): Promise<Buffered> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= maxBytes) return chunks.push(chunk);
      chunks.length = 0;
      return resolve({ kind: 'too_large' });
    });
    request.once('end', () => resolve({ kind: 'whole', request: withBody(request, Buffer.concat(chunks)) }));
    request.once('error', () => resolve({ kind: 'aborted' }));
    request.once('close', () => resolve({ kind: 'aborted' }));
  });

const withBody = (original: IncomingMessage, body: Buffer): IncomingMessage => {
  const copy = new IncomingMessage(original.socket);
  copy.headers = { ...original.headers, 'content-length': String(body.byteLength) };
  delete copy.headers['transfer-encoding'];
  copy.rawHeaders = Object.entries(copy.headers).flatMap(([name, value]) => [value ?? []].flat().flatMap((one) => [name, one]));
  Object.assign(copy, {
    method: original.method, url: original.url, complete: true,
    httpVersion: original.httpVersion, httpVersionMajor: original.httpVersionMajor, httpVersionMinor: original.httpVersionMinor,
  });
  if (body.byteLength > 0) copy.push(body);
  copy.push(null);
  return copy;
};
