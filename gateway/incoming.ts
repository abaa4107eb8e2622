import type { IncomingMessage } from 'node:http';
import type { Incoming } from '@/lib/domain/call-of';

const pairsOf = function* ({ headers }: IncomingMessage): Iterable<[string, string]> {
  for (const name in headers) yield [name, String(headers[name])];
};

/** A request of Node's as what is asked of the meter is read from. */
export const incomingOf = (request: IncomingMessage, path: string): Incoming => ({
  method: request.method ?? '', path, header: (name) => request.headers[name]?.toString(), headers: pairsOf(request),
});
