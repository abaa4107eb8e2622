import { env } from '@/lib/adapters/env';
import { callUpstream } from '@/lib/adapters/upstream';
import { relay } from '@/lib/web/metering/relay';

export const dynamic = 'force-dynamic';

// The gateway without ticket and settlement.
const forward = async (request: Request): Promise<Response> => {
  const incoming = new URL(request.url);
  const url = new URL(`${env().UPSTREAM_URL}${incoming.pathname.replace(/^\/gateway/, '')}${incoming.search}`);
  const answer = await callUpstream({ method: request.method, url, headers: new Headers(request.headers), body: request.body, signal: request.signal });
  return new Response(relay(answer.body, 0).stream, { status: answer.status, headers: answer.headers });
};

export const GET = forward;
export const POST = forward;
