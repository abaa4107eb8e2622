import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { env } from '@/lib/adapters/env';
import { callUpstream } from '@/lib/adapters/upstream';
import { relay } from '@/lib/web/metering/relay';

export const dynamic = 'force-dynamic';

// The gateway without ticket and settlement.
const forward = async (request: Request): Promise<Response> => {
  const incoming = new URL(request.url);
  const answer = await callUpstream({
    method: request.method, base: env().UPSTREAM_URL, target: incoming.pathname.replace(/^\/gateway/, '') + incoming.search, headers: Object.fromEntries(request.headers),
    body: request.body === null ? null : Readable.fromWeb(request.body as NodeStream), client: { hasLeft: () => request.signal.aborted, onceLeft: () => () => {} },
  });
  const headers = new Headers();
  for (let i = 0; i + 1 < answer.headers.length; i += 2) headers.append(answer.headers[i] as string, answer.headers[i + 1] as string);
  return new Response(relay(answer.body, { chunk: () => {}, ended: () => {} }), { status: answer.status, headers });
};

export const GET = forward;
export const POST = forward;
