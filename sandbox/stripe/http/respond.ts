import type { ServerResponse } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** Nothing is answered: the connection is reset. */
  isCut?: boolean;
}

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  status, headers: { 'content-type': 'application/json', ...headers }, body: `${JSON.stringify(value, null, 2)}\n`,
});

export function send(response: ServerResponse, { status, headers, body, isCut }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  if (isCut) {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(status, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers });
  response.end(body);
}
