import type { IncomingMessage } from 'node:http';
import { invalidRequest } from './stripe-error';

const maxBytes = 1_000_000;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size <= maxBytes) chunks.push(bytes);
  }
  if (size > maxBytes) throw invalidRequest(`Request body is larger than ${maxBytes} bytes.`, undefined, undefined, 413);
  return Buffer.concat(chunks).toString('utf8');
}
