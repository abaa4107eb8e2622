import type { IncomingMessage, ServerResponse } from 'node:http';

/** A whole answer. Whatever still arrives of the request runs into the sand. */
export const send = (request: IncomingMessage, response: ServerResponse, { status, headers, body }: { status: number; headers: Record<string, string>; body: string }): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
  if (!request.complete) request.resume();
};
