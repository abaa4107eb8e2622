import { IncomingMessage, type ServerResponse } from 'node:http';

export type Buffered = { kind: 'whole'; request: IncomingMessage } | { kind: 'too_large' | 'no_room' | 'aborted' };

/**
 * Reads bodies of unknown length up to `maxBytes`, so that one that is too large is refused whole instead of being cut
 * short on its way. Answers a request that has the same head and the whole body, with its length. All bodies that wait
 * here, or for their answer, have at most `maxTotalBytes`.
 */
export const bodyBuffer = (maxTotalBytes: number) => {
  let total = 0;

  return (request: IncomingMessage, response: ServerResponse, maxBytes: number): Promise<Buffered> =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let kept = 0;
      let isOver = false;
      const end = (): void => {
        isOver = true;
        total -= kept;
        kept = 0;
        chunks.length = 0;
      };
      request.on('data', (chunk: Buffer) => {
        if (isOver) return;
        kept += chunk.byteLength;
        total += chunk.byteLength;
        chunks.push(chunk);
        if (kept <= maxBytes && total <= maxTotalBytes) return;
        resolve({ kind: kept > maxBytes ? 'too_large' : 'no_room' });
        end();
      });
      response.once('close', end);
      request.once('end', () => resolve({ kind: 'whole', request: withBody(request, Buffer.concat(chunks)) }));
      request.once('error', () => resolve({ kind: 'aborted' }));
      request.once('close', () => resolve({ kind: 'aborted' }));
    });
};

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
